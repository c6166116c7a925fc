package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The index has an inode at each position that its attributes name. */
class AttributeIndexScenariosTest {

    private static final String TEST = "scoutfs.hide.indx.test";
    private static final InodeNumber NO_INODE = new InodeNumber(0);
    private static final InodeNumber LAST_INODE = new InodeNumber(-1);

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    private List<InodeNumber> at(int major, long minor) {
        return calls
                .index(new IndexPosition(major, minor, NO_INODE), new IndexPosition(major, minor, LAST_INODE))
                .stream()
                .map(IndexPosition::inode)
                .toList();
    }

    private static IndexPosition position(int major, long minor, long inode) {
        return new IndexPosition(major, minor, new InodeNumber(inode));
    }

    private void delete(String path) {
        calls.delete(path);
        shard.reap();
    }

    @Test
    @DisplayName("XA-7 basic-xattr-indx, steps 1, 2 and 4: what is refused")
    void refusals() {
        for (List<IndexPosition> range : List.of(
                List.of(position(1, 2, 3), position(0, 0, 0)),
                List.of(position(1, 2, 0), position(1, 1, 2)),
                List.of(position(2, 2, 2), position(2, 2, 1)),
                List.of(position(1, 1, 1), position(256, 1, 1)),
                List.of(position(-1, 1, 1), position(1, 1, 1)))) {
            refused(ErrorCode.EINVAL, () -> calls.index(range.getFirst(), range.getLast()));
        }
        refused(
                ErrorCode.EPERM,
                () -> shard.taggedAttributes()
                        .index(calls.context(TestShard.user(22222)), IndexPosition.FIRST, IndexPosition.LAST, 1));
        InodeNumber file = calls.put("f");
        for (String rest : List.of(
                ".5",
                "",
                "..",
                "..100",
                ".5.",
                ".256.100",
                ".abc.100",
                ".5.abc",
                ".-1.100",
                ".5.-1",
                ".18446744073709551616.100")) {
            refused(ErrorCode.EINVAL, () -> calls.set(file, TEST + rest, ""));
        }
        refused(ErrorCode.ERANGE, () -> calls.set(file, TEST + "x".repeat(255) + ".5.100", ""));
        refused(ErrorCode.EINVAL, () -> calls.set(file, TEST + ".5.100", "0"));
        refused(ErrorCode.EINVAL, () -> calls.set(file, TEST + ".5.100", "1"));
        calls.set(file, TEST + ".5.100", "");
        refused(ErrorCode.EINVAL, () -> calls.set(file, TEST + ".5.100", "1"));
        assertThat(calls.index()).containsExactly(new IndexPosition(5, 100, file));
    }

    @Test
    @DisplayName("XA-7 basic-xattr-indx, step 3: boundaries")
    void boundaries() {
        InodeNumber file = calls.put("f");
        calls.set(file, TEST + ".0.0", "");
        calls.set(file, TEST + ".255.18446744073709551615", "");
        assertThat(at(0, 0)).containsExactly(file);
        assertThat(calls.index(position(255, 0, 0), position(255, -1, -1)))
                .containsExactly(new IndexPosition(255, -1, file));
        calls.remove(file, TEST + ".0.0");
        calls.remove(file, TEST + ".255.18446744073709551615");
        assertThat(calls.index()).isEmpty();
    }

    @Test
    @DisplayName("XA-7 basic-xattr-indx, steps 5 to 10")
    void positions() {
        InodeNumber file = calls.put("f");
        calls.set(file, TEST + ".5.100", "");
        calls.set(file, TEST + ".5.100", "");
        assertThat(at(5, 100)).containsExactly(file);
        refused(ErrorCode.ENODATA, () -> calls.remove(file, TEST + ".5.101"));
        assertThat(at(5, 100)).containsExactly(file);
        calls.remove(file, TEST + ".5.100");
        assertThat(at(5, 100)).isEmpty();
        calls.set(file, TEST + ".5.100", "");
        delete("f");
        assertThat(calls.index()).isEmpty();

        calls.put("two", TEST + ".5.200", "", TEST + ".5.300", "");
        assertThat(calls.index()).hasSize(2);
        delete("two");
        assertThat(calls.index()).isEmpty();
        InodeNumber again = calls.put("two", TEST + ".5.200", "", TEST + ".5.300", "");
        calls.remove(again, TEST + ".5.200");
        assertThat(calls.index()).containsExactly(new IndexPosition(5, 300, again));
        delete("two");

        InodeNumber first = calls.put("1", TEST + ".5.100", "");
        InodeNumber second = calls.put("2", TEST + ".5.100", "");
        assertThat(at(5, 100)).containsExactly(first, second);
        delete("1");
        assertThat(at(5, 100)).containsExactly(second);

        var otherClient = new TagCalls(shard);
        shard.restart();
        assertThat(otherClient.index()).containsExactly(new IndexPosition(5, 100, second));
        otherClient.remove(second, TEST + ".5.100");
        assertThat(at(5, 100)).isEmpty();

        calls.set(second, TEST + "-a.7.7", "");
        calls.set(second, TEST + "-b.7.7", "");
        calls.set(second, "scoutfs.indx.7.07", "");
        assertThat(at(7, 7)).containsExactly(second);
        calls.remove(second, TEST + "-a.7.7");
        calls.remove(second, "scoutfs.indx.7.07");
        assertThat(at(7, 7)).containsExactly(second);
        calls.remove(second, TEST + "-b.7.7");
        assertThat(at(7, 7)).isEmpty();
    }

    @Test
    void pagesGoOnBehindTheLastPosition() {
        List<IndexPosition> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            InodeNumber file = calls.put("f" + i);
            for (int major : List.of(0, 5, 255)) {
                calls.set(file, TEST + "." + major + ".18446744073709551615", "");
                calls.set(file, TEST + "." + major + ".1", "");
                expected.add(new IndexPosition(major, 1, file));
                expected.add(new IndexPosition(major, -1, file));
            }
        }
        expected.sort(null);
        List<IndexPosition> found = new ArrayList<>();
        Optional<IndexPosition> from = Optional.of(IndexPosition.FIRST);
        while (from.isPresent()) {
            List<IndexPosition> page =
                    shard.taggedAttributes().index(calls.context(), from.get(), IndexPosition.LAST, 2);
            found.addAll(page);
            from = page.isEmpty() ? Optional.empty() : page.getLast().next();
        }
        assertThat(found).isEqualTo(expected);
        assertThat(IndexPosition.LAST.next()).isEmpty();
        assertThat(shard.taggedAttributes().index(calls.context(), IndexPosition.FIRST, IndexPosition.LAST, 0))
                .isEmpty();
    }
}
