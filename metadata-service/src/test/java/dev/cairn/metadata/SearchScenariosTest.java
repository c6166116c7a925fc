package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.SearchPage;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Inodes are found by their attributes, exactly. There is no counterpart of the scenario XA-3: search items are items of the
 * tree, so that nothing is merged in the background that could be interrupted.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SearchScenariosTest {

    private static final String NAME = "scoutfs.srch.test";

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    /** Searches in pages and compares with a look at every attribute there is. */
    private void assertFound(int expected) {
        List<InodeNumber> found = calls.search(NAME);
        assertThat(found).hasSize(expected).isEqualTo(holders());
    }

    private List<InodeNumber> holders() {
        return shard.read(tree -> {
            Set<InodeNumber> holders = new TreeSet<>();
            Cursor cursor = tree.scan(new byte[] {0x38}, new byte[] {0x39});
            while (cursor.next()) {
                if (Keys.xattrName(cursor.key()).equals(Bytes.utf8(NAME))) {
                    holders.add(new InodeNumber(Keys.leftoverNumber(cursor.key())));
                }
            }
            return new ArrayList<>(holders);
        });
    }

    private List<InodeNumber> makeFiles(int count) {
        List<InodeNumber> files = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            files.add(calls.put("file" + i, NAME, "value"));
        }
        return files;
    }

    private void deleteFiles(int count) {
        for (int i = 0; i < count; i++) {
            calls.delete("file" + i);
        }
        shard.reap();
    }

    @Test
    @DisplayName("XA-2 srch-basic-functionality, steps 1 to 5")
    void fewFiles() {
        List<InodeNumber> files = makeFiles(2);
        assertFound(2);
        calls.set(files.getFirst(), NAME, "another value");
        assertFound(2);
        calls.remove(files.getFirst(), NAME);
        assertFound(1);
        deleteFiles(2);
        assertFound(0);
        for (int i = 0; i < 50; i++) {
            calls.put("file" + i, NAME, "");
            shard.restart();
        }
        assertFound(50);
        deleteFiles(50);
        assertFound(0);
    }

    @Test
    @DisplayName("XA-2 srch-basic-functionality, step 6, a tenth of the files")
    void manyFiles() {
        List<InodeNumber> files = makeFiles(8_500);
        assertFound(8_500);
        for (int i = 0; i < files.size(); i += 7) {
            calls.remove(files.get(i), NAME);
        }
        assertFound(8_500 - 1_215);
        deleteFiles(8_500);
        assertFound(0);
    }

    @Test
    @DisplayName("XA-2 srch-basic-functionality, steps 7 and 8, a fiftieth of the files: more than a page of results")
    void moreThanAPage() {
        List<InodeNumber> files = makeFiles(30_000);
        assertFound(30_000);
        int left = 30_000;
        for (int phase = 0; phase < 3; phase++) {
            for (int i = phase * 10_000; i < (phase + 1) * 10_000; i += 3) {
                calls.remove(files.get(i), NAME);
                left--;
            }
            assertFound(left);
        }
        deleteFiles(30_000);
        assertFound(0);
    }

    @Test
    @DisplayName("X-19 search paging")
    void paging() {
        List<InodeNumber> files = makeFiles(10);
        Bytes name = Bytes.utf8(NAME);
        List<Integer> sizes = new ArrayList<>();
        List<Boolean> ends = new ArrayList<>();
        List<InodeNumber> found = new ArrayList<>();
        InodeNumber from = new InodeNumber(0);
        InodeNumber last = new InodeNumber(-1);
        while (ends.isEmpty() || !ends.getLast()) {
            SearchPage page = shard.taggedAttributes().search(calls.context(), name, from, last, 3);
            sizes.add(page.inodes().size());
            ends.add(page.isEnd());
            found.addAll(page.inodes());
            from = new InodeNumber(page.inodes().getLast().value() + 1);
        }
        assertThat(sizes).containsExactly(3, 3, 3, 1);
        assertThat(ends).containsExactly(false, false, false, true);
        assertThat(found).isEqualTo(files);

        assertThat(search(NAME, files.get(2), files.get(6), 10)).isEqualTo(new SearchPage(files.subList(2, 7), true));
        assertThat(search(NAME, files.get(2), files.get(6), 5)).isEqualTo(new SearchPage(files.subList(2, 7), true));
        assertThat(search(NAME, files.get(3), files.get(3), 1)).isEqualTo(new SearchPage(files.subList(3, 4), true));
        assertThat(search(NAME, new InodeNumber(0), last, 0)).isEqualTo(new SearchPage(List.of(), false));
        assertThat(search(NAME, files.get(5), files.get(4), 10)).isEqualTo(new SearchPage(List.of(), false));
        for (String bad : List.of("scoutfs.hide.x", "scoutfs.abc", "user.x", "scoutfs.hide.x.srch.y", "")) {
            refused(ErrorCode.EINVAL, () -> search(bad, new InodeNumber(0), last, 1));
        }
        refused(ErrorCode.EINVAL, () -> search("scoutfs.srch." + "x".repeat(243), new InodeNumber(0), last, 1));
        refused(ErrorCode.EINVAL, () -> search(NAME, new InodeNumber(0), last, -1));
        refused(
                ErrorCode.EPERM,
                () -> shard.taggedAttributes()
                        .search(calls.context(TestShard.user(22222)), name, new InodeNumber(0), last, 1));

        for (int i = 0; i < 5; i++) {
            calls.remove(files.get(4), NAME);
            calls.set(files.get(4), NAME, "");
        }
        assertThat(calls.search(NAME, 3)).isEqualTo(files);
    }

    private SearchPage search(String name, InodeNumber from, InodeNumber to, int limit) {
        return shard.taggedAttributes().search(calls.context(), Bytes.utf8(name), from, to, limit);
    }

    @Test
    void onlyTheExactNameIsFound() {
        InodeNumber file =
                calls.put("f", NAME, "", NAME + "2", "", "scoutfs.srch.tes", "", "scoutfs.hide.srch.test", "");
        assertThat(calls.search(NAME)).containsExactly(file);
        calls.remove(file, NAME);
        assertThat(calls.search(NAME)).isEmpty();
        assertThat(calls.search("scoutfs.srch.tes")).containsExactly(file);
        assertThat(calls.search("scoutfs.srch.te")).isEmpty();
    }
}
