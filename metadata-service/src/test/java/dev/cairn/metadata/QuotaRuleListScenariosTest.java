package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.FileTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Quota rules are added, removed and listed, however many there are. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuotaRuleListScenariosTest {

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    @DisplayName("QU-1 quota, cases 1 to 3: changing rules")
    void changingRules() {
        assertThat(calls.rules()).isEmpty();
        calls.addRules("7 13,L,- 15,L,- 17,L,- I 33 -");
        assertThat(calls.rules()).containsExactly("7 13,L,- 15,L,- 17,L,- I 33 -");
        calls.removeRules("7 13,L,- 15,L,- 17,L,- I 33 -");
        assertThat(calls.rules()).isEmpty();

        String rule = "7 13,L,- 15,L,- 17,L,- I %d -";
        calls.addRules(rule.formatted(100));
        calls.addRules(rule.formatted(101));
        calls.removeRules(rule.formatted(100));
        assertThat(calls.rules()).containsExactly(rule.formatted(101));
        calls.addRules(rule.formatted(99));
        calls.removeRules(rule.formatted(101));
        assertThat(calls.rules()).containsExactly(rule.formatted(99));
        calls.removeRules(rule.formatted(99));

        List<String> six = new ArrayList<>();
        for (int first = 10; first <= 15; first++) {
            six.add("7 %d,L,- 15,L,- 17,L,- I 33 -".formatted(first));
        }
        calls.addRules(six.toArray(String[]::new));
        Collections.reverse(six);
        assertThat(calls.rules()).isEqualTo(six);
        assertThat(calls.rules(2)).isEqualTo(six);
        calls.removeRules(six.toArray(String[]::new));
        assertThat(calls.rules()).isEmpty();
        calls.addRules(six.toArray(String[]::new));
        shard.restart();
        assertThat(calls.rules()).isEqualTo(six);
    }

    @Test
    @DisplayName("QU-1 quota, case 10: very many rules")
    void veryManyRules() {
        List<QuotaRule> rules = new ArrayList<>();
        for (long uid = 9_000_050_000L; uid >= 9_000_000_000L; uid--) {
            rules.add(QuotaRule.parse("1 %d,U,S 1,L,- 1,L,- I 1 -".formatted(uid)));
        }
        assertThat(rules).hasSize(50_001);
        long start = System.nanoTime();
        int step = MetadataLimits.QUOTA_RULES_PER_CALL_MAX;
        for (int from = 0; from < rules.size(); from += step) {
            shard.quotas().add(calls.context(), rules.subList(from, Math.min(rules.size(), from + step)));
        }
        long added = System.nanoTime();
        List<String> listed = calls.rules();
        long listedAt = System.nanoTime();
        assertThat(listed).isEqualTo(rules.stream().map(QuotaRule::text).toList());
        calls.set(InodeNumber.ROOT, "scoutfs.totl.test.0.1.1", "2");
        calls.put("F");
        calls.addRules("1 0,U,S 1,L,- 1,L,- I 1 -");
        refused(ErrorCode.EDQUOT, () -> calls.put("G"));
        shard.restart();
        refused(ErrorCode.EDQUOT, () -> calls.put("G"));
        int checks = 20_000;
        long checksFrom = System.nanoTime();
        shard.read(tree -> {
            for (int i = 0; i < checks; i++) {
                QuotaRules.requireInode(new FileTree(tree), i, i + 1, i);
            }
            return true;
        });
        long perCheck = (System.nanoTime() - checksFrom) / checks;
        System.out.printf(
                "50,001 rules: added in %d ms, listed in %d ms, a check takes %d ns%n",
                Duration.ofNanos(added - start).toMillis(),
                Duration.ofNanos(listedAt - added).toMillis(),
                perCheck);
        assertThat(perCheck)
                .as("a check looks a few times, and not at every rule")
                .isLessThan(1_000_000);
    }

    @Test
    @DisplayName("X-22 quota matching details, i and j: refusals")
    void refusals() {
        QuotaRule rule = QuotaRule.parse("7 13,L,- 15,U,S 17,G,- I 33 -");
        shard.quotas().add(calls.context(), List.of(rule));
        assertThat(refused(ErrorCode.EEXIST, () -> calls.addRules(rule.text())).reason())
                .isEqualTo("quota-rule");
        for (String other : List.of(
                "8 13,L,- 15,U,S 17,G,- I 33 -",
                "7 14,L,- 15,U,S 17,G,- I 33 -",
                "7 13,P,- 15,U,S 17,G,- I 33 -",
                "7 13,L,- 15,U,- 17,G,- I 33 -",
                "7 13,L,- 15,U,S 18,G,- I 33 -",
                "7 13,L,- 15,U,S 17,G,- D 33 -",
                "7 13,L,- 15,U,S 17,G,- I 34 -",
                "7 13,L,- 15,U,S 17,G,- I 33 C")) {
            refused(ErrorCode.ENOENT, () -> calls.removeRules(other));
        }
        refused(ErrorCode.ENOENT, () -> calls.removeRules(rule.text(), "9 1,L,- 1,L,- 1,L,- I 1 -"));
        refused(ErrorCode.EEXIST, () -> calls.addRules("9 1,L,- 1,L,- 1,L,- I 1 -", rule.text()));
        refused(ErrorCode.EEXIST, () -> calls.addRules("9 1,L,- 1,L,- 1,L,- I 1 -", "9 1,L,- 1,L,- 1,L,- I 1 -"));
        assertThat(calls.rules()).containsExactly(rule.text());

        var literal = new QuotaRule.Element(1, QuotaRule.Source.LITERAL, false);
        var selecting = new QuotaRule.Element(1, QuotaRule.Source.LITERAL, true);
        var uid1 = new QuotaRule.Element(1, QuotaRule.Source.UID, true);
        var uid2 = new QuotaRule.Element(2, QuotaRule.Source.UID, true);
        for (QuotaRule bad : List.of(
                with(1, selecting, literal), with(1, uid1, uid2), with(-1, literal, uid1), with(256, literal, uid1))) {
            refused(ErrorCode.EINVAL, () -> shard.quotas().add(calls.context(), List.of(bad)));
            refused(ErrorCode.EINVAL, () -> shard.quotas().remove(calls.context(), List.of(bad)));
        }
        refused(ErrorCode.E2BIG, () -> shard.quotas().add(calls.context(), Collections.nCopies(1_001, rule)));
        refused(ErrorCode.EPERM, () -> shard.quotas().add(calls.context(TestShard.user(22222)), List.of(rule)));
        refused(ErrorCode.EPERM, () -> shard.quotas().remove(calls.context(TestShard.user(22222)), List.of(rule)));
        refused(ErrorCode.EPERM, () -> shard.quotas().list(calls.context(TestShard.user(22222)), Optional.empty(), 1));
        refused(ErrorCode.EINVAL, () -> shard.quotas().list(calls.context(), Optional.empty(), -1));
        assertThat(shard.quotas().list(calls.context(), Optional.empty(), 0)).isEmpty();
        assertThatCode(() -> shard.quotas().add(calls.context(), List.of())).doesNotThrowAnyException();
    }

    private static QuotaRule with(int priority, QuotaRule.Element a, QuotaRule.Element b) {
        return new QuotaRule(priority, a, b, a, QuotaRule.Operation.INODE, 1, QuotaRule.Measure.SUM);
    }
}
