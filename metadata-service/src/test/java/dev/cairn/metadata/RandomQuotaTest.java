package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Element;
import dev.cairn.api.metadata.QuotaRule.Measure;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.QuotaRule.Source;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.testkit.Seeds;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Among any rules and totals, a check decides as somebody who looks at every rule. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomQuotaTest {

    private static final int STEPS = 1_500;
    private static final int CHECKS_A_STEP = 10;

    private final Random random = new Random(Seeds.next());
    private final Set<QuotaRule> rules = new LinkedHashSet<>();
    private final Map<TotalName, long[]> totals = new HashMap<>();

    @RepeatedTest(3)
    void aCheckDecidesAsEveryRuleSays() {
        try (var shard = new TestShard()) {
            var calls = new TagCalls(shard);
            int refusals = 0;
            for (int step = 1; step <= STEPS; step++) {
                step(shard, calls);
                if (step % 300 == 0) {
                    shard.restart();
                }
                for (int check = 0; check < CHECKS_A_STEP; check++) {
                    refusals += check(shard) ? 0 : 1;
                }
            }
            assertThat(refusals).as("some are refused").isPositive();
            for (QuotaRule rule : List.copyOf(rules)) {
                calls.removeRules(rule.text());
            }
            assertThat(calls.rules()).isEmpty();
            shard.read(tree -> {
                assertThat(tree.scan(new byte[] {0x62}, new byte[] {0x64}).next())
                        .as("nothing is left of removed rules")
                        .isFalse();
                return true;
            });
        }
    }

    private void step(TestShard shard, TagCalls calls) {
        switch (random.nextInt(3)) {
            case 0 -> {
                QuotaRule rule = rule();
                boolean isNew = isValid(rule) && !rules.contains(rule);
                assertThat(succeeds(() -> shard.quotas().add(calls.context(), List.of(rule))))
                        .isEqualTo(isNew);
                if (isNew) {
                    rules.add(rule);
                }
            }
            case 1 -> {
                QuotaRule rule = rules.isEmpty() || random.nextInt(4) == 0
                        ? rule()
                        : new ArrayList<>(rules).get(random.nextInt(rules.size()));
                assertThat(succeeds(() -> shard.quotas().remove(calls.context(), List.of(rule))))
                        .isEqualTo(rules.remove(rule));
            }
            default -> {
                var name = new TotalName(random.nextInt(3), random.nextInt(3), random.nextInt(3));
                long[] total = totals.computeIfAbsent(name, ignored -> new long[2]);
                long sum = number();
                long count = random.nextInt(3) - 1L;
                calls.inject(name, sum, count);
                total[0] += sum;
                total[1] += count;
            }
        }
        List<BigInteger> previous = List.of();
        for (QuotaRule rule : shard.quotas().list(calls.context(), Optional.empty(), 1_000)) {
            assertThat(rules).contains(rule);
            assertThat(previous.isEmpty() || compare(previous, order(rule)) > 0).isTrue();
            previous = order(rule);
        }
        assertThat(calls.rules(7)).hasSize(rules.size());
    }

    private static boolean succeeds(Runnable call) {
        try {
            call.run();
            return true;
        } catch (CairnException e) {
            assertThat(e.code()).isIn(ErrorCode.EEXIST, ErrorCode.ENOENT, ErrorCode.EINVAL);
            return false;
        }
    }

    private QuotaRule rule() {
        return new QuotaRule(
                random.nextInt(3) * 127,
                element(),
                element(),
                element(),
                any(Operation.values()),
                number(),
                any(Measure.values()));
    }

    private Element element() {
        Source source = any(Source.values());
        return new Element(random.nextInt(3), source, random.nextInt(2) == 0);
    }

    private <T> T any(T[] values) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private long number() {
        return random.nextInt(4) == 0 ? -1 : random.nextInt(3);
    }

    private static boolean isValid(QuotaRule rule) {
        Map<Source, Long> selected = new HashMap<>();
        for (Element element : rule.elements()) {
            if (element.isSelecting()) {
                Long other = selected.put(element.source(), element.value());
                if (element.source() == Source.LITERAL || (other != null && other != element.value())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Checks a random operation; whether it is allowed. */
    private boolean check(TestShard shard) {
        long project = random.nextInt(3);
        int uid = random.nextInt(3);
        int gid = random.nextInt(3);
        Operation operation = any(Operation.values());
        boolean expected =
                naive(operation, Map.of(Source.PROJECT, project, Source.UID, (long) uid, Source.GID, (long) gid));
        boolean isAllowed = shard.read(tree -> isAllowed(new FileTree(tree), operation, project, uid, gid));
        assertThat(isAllowed).isEqualTo(expected);
        return isAllowed;
    }

    private static boolean isAllowed(FileTree files, Operation operation, long project, int uid, int gid) {
        try {
            if (operation == Operation.INODE) {
                QuotaRules.requireInode(files, project, uid, gid);
            } else {
                var inode = new Inode(new InodeNumber(2_000), FileType.REGULAR, Instant.EPOCH);
                inode.project = project;
                inode.uid = uid;
                inode.gid = gid;
                QuotaRules.requireData(files, inode);
            }
            return true;
        } catch (CairnException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.EDQUOT);
            return false;
        }
    }

    private boolean naive(Operation operation, Map<Source, Long> input) {
        QuotaRule highest = null;
        for (QuotaRule rule : rules) {
            boolean matches = rule.operation() == operation;
            for (Element element : rule.elements()) {
                matches &= !element.isSelecting() || Objects.equals(input.get(element.source()), element.value());
            }
            if (matches && (highest == null || compare(order(rule), order(highest)) > 0)) {
                highest = rule;
            }
        }
        if (highest == null) {
            return true;
        }
        List<Long> numbers = new ArrayList<>();
        for (Element element : highest.elements()) {
            numbers.add(
                    element.source() == Source.LITERAL ? Long.valueOf(element.value()) : input.get(element.source()));
        }
        long[] counters =
                totals.getOrDefault(new TotalName(numbers.get(0), numbers.get(1), numbers.get(2)), new long[2]);
        var total = new Total(TotalName.FIRST, counters[0], counters[1]);
        boolean exists = total.sum() != 0 || total.count() != 0;
        long use = highest.measure() == Measure.COUNT ? total.count() : total.sum();
        return !exists || unsigned(use).compareTo(unsigned(highest.limit())) < 0;
    }

    private static List<BigInteger> order(QuotaRule rule) {
        List<BigInteger> fields = new ArrayList<>(List.of(BigInteger.valueOf(rule.priority())));
        for (Element element : rule.elements()) {
            fields.add(unsigned(element.value()));
            fields.add(BigInteger.valueOf(List.of(Source.LITERAL, Source.PROJECT, Source.UID, Source.GID)
                    .indexOf(element.source())));
            fields.add(element.isSelecting() ? BigInteger.ONE : BigInteger.ZERO);
        }
        fields.add(rule.operation() == Operation.DATA ? BigInteger.ONE : BigInteger.ZERO);
        fields.add(unsigned(rule.limit()));
        fields.add(rule.measure() == Measure.COUNT ? BigInteger.ONE : BigInteger.ZERO);
        return fields;
    }

    private static int compare(List<BigInteger> left, List<BigInteger> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }
}
