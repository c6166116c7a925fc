package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.TagModel.Name;
import dev.cairn.metadata.archive.Reaper;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is set, replaced, removed and deleted, with whatever tags: search, totals, index and listings are at every
 * moment what the attributes say.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomTagsTest {

    private static final int STEPS = 3_000;
    private static final int STEPS_BETWEEN_RESTARTS = 300;
    private static final List<XattrMode> MODES = List.of(XattrMode.values());
    private static final List<String> BAD_NUMBERS = List.of("", "-1", "1 ", "08", "0x", "18446744073709551616", "x");

    private final Random random = new Random(Seeds.next());
    private final TagModel model = new TagModel(random);
    /** Paths of the files that have one. */
    private final Map<String, InodeNumber> paths = new TreeMap<>();

    /** Files without a name that somebody still reads. */
    private final List<InodeNumber> orphans = new ArrayList<>();

    private int files;

    @RepeatedTest(3)
    void allReadingsAreWhatTheAttributesSay() {
        try (var shard = new TestShard()) {
            var calls = new TagCalls(shard);
            for (int step = 1; step <= STEPS; step++) {
                step(shard, calls);
                if (step % STEPS_BETWEEN_RESTARTS == 0) {
                    shard.restart();
                }
                compare(calls);
            }
            shard.read(tree -> {
                ShardChecker.check(tree);
                return true;
            });
        }
    }

    private void step(TestShard shard, TagCalls calls) {
        int dice = random.nextInt(100);
        if (dice < 10 || model.attributes.isEmpty()) {
            create(shard, calls);
        } else if (dice < 55) {
            set(calls);
        } else if (dice < 80) {
            remove(calls);
        } else if (dice < 90) {
            unlink(calls);
        } else if (dice < 95) {
            reap(shard, calls);
        } else {
            inject(calls);
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private InodeNumber anyInode() {
        return any(new ArrayList<>(model.attributes.keySet()));
    }

    private String goodValue(Name name) {
        if (!name.position().isEmpty()) {
            return "";
        }
        return name.total().isEmpty() ? "free" : TagModel.number(random, random.nextLong() >> random.nextInt(64));
    }

    private void create(TestShard shard, TagCalls calls) {
        String path = "f" + ++files;
        Map<Bytes, Bytes> attributes = new HashMap<>();
        TreeMap<String, String> expected = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Name name = any(model.names);
            String value = goodValue(name);
            attributes.put(Bytes.utf8(name.text()), Bytes.utf8(value));
            expected.put(name.text(), value);
        }
        InodeNumber file = calls.put(Caller.system(), path, shard.stored(10), attributes);
        paths.put(path, file);
        model.attributes.put(file, expected);
    }

    private void set(TagCalls calls) {
        InodeNumber file = anyInode();
        Name name = any(model.names);
        boolean isValid = random.nextInt(5) > 0;
        // A handle is for the user who opened it.
        boolean isAdmin = calls.isHeld(file) || random.nextInt(10) > 0;
        String value = isValid ? goodValue(name) : any(BAD_NUMBERS);
        XattrMode mode = any(MODES);
        Optional<ErrorCode> expected = model.refusal(file, name, value, mode, isAdmin, isValid);
        Caller caller = isAdmin ? Caller.system() : TestShard.user(9);
        expect(expected, () -> calls.set(caller, file, name.text(), value, mode));
        if (expected.isEmpty()) {
            model.of(file).put(name.text(), value);
        }
    }

    private void remove(TagCalls calls) {
        InodeNumber file = anyInode();
        Map<String, String> has = model.of(file);
        String name =
                has.isEmpty() || random.nextInt(4) == 0 ? any(model.names).text() : any(new ArrayList<>(has.keySet()));
        expect(
                has.containsKey(name) ? Optional.empty() : Optional.of(ErrorCode.ENODATA),
                () -> calls.remove(file, name));
        has.remove(name);
    }

    private static void expect(Optional<ErrorCode> expected, Runnable call) {
        Optional<ErrorCode> refusal = Optional.empty();
        try {
            call.run();
        } catch (CairnException e) {
            refusal = Optional.of(e.code());
        }
        assertThat(refusal).isEqualTo(expected);
    }

    private void unlink(TagCalls calls) {
        if (!paths.isEmpty()) {
            String path = any(new ArrayList<>(paths.keySet()));
            InodeNumber file = Objects.requireNonNull(paths.remove(path));
            calls.hold(file);
            calls.delete(path);
            orphans.add(file);
        }
    }

    /** What is still read stays whole, tags and all. */
    private void reap(TestShard shard, TagCalls calls) {
        boolean isBeingRead = random.nextBoolean();
        if (!isBeingRead) {
            calls.letGo();
        }
        Reaper reaper = shard.reaper(content -> isBeingRead ? Optional.empty() : Optional.of(() -> {}));
        reaper.sweep();
        if (!isBeingRead) {
            orphans.forEach(model.attributes::remove);
            orphans.clear();
        }
    }

    private void inject(TagCalls calls) {
        var name = new TotalName(random.nextInt(2), random.nextInt(2), 1);
        long sum = random.nextInt(3) - 1L;
        long count = random.nextInt(3) - 1L;
        calls.inject(name, sum, count);
        model.inject(name, sum, count);
    }

    private void compare(TagCalls calls) {
        assertThat(calls.totals()).isEqualTo(model.totals());
        assertThat(calls.index()).isEqualTo(model.index());
        for (Name name : List.of(any(model.names), any(model.names), any(model.names))) {
            if (name.isSearched()) {
                assertThat(calls.search(name.text(), 1 + random.nextInt(5)))
                        .containsExactlyElementsOf(model.holders(name));
            }
        }
        if (!model.attributes.isEmpty()) {
            InodeNumber file = anyInode();
            assertThat(calls.hidden(file, 1 + random.nextInt(3))).isEqualTo(model.listing(file, Name::isHidden));
            assertThat(calls.listed(file)).isEqualTo(model.listing(file, name -> !name.isHidden()));
        }
    }
}
