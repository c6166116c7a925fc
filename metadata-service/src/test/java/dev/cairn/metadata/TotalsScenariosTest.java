package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Totals are what the attributes add up to, at every moment. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TotalsScenariosTest {

    private static final String TOTAL_123 = "scoutfs.totl.test.1.2.3";
    private static final String TOTAL_456 = "scoutfs.totl.test.4.5.6";

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    private void delete(String path) {
        calls.delete(path);
        shard.reap();
    }

    @Test
    @DisplayName("XA-4 totl-xattr-tag, steps 1 to 6")
    void sums() {
        InodeNumber first = calls.put("1");
        calls.set(first, TOTAL_123, "1");
        calls.set(first, TOTAL_456, "1");
        assertThat(calls.totals()).containsExactly("1.2.3 = 1, 1", "4.5.6 = 1, 1");
        InodeNumber second = calls.put("2", TOTAL_123, "1", TOTAL_456, "1");
        assertThat(calls.totals()).containsExactly("1.2.3 = 2, 2", "4.5.6 = 2, 2");
        calls.remove(second, TOTAL_456);
        assertThat(calls.totals()).containsExactly("1.2.3 = 2, 2", "4.5.6 = 1, 1");
        calls.set(second, TOTAL_123, "10");
        assertThat(calls.totals()).containsExactly("1.2.3 = 11, 2", "4.5.6 = 1, 1");
        delete("1");
        assertThat(calls.totals()).containsExactly("1.2.3 = 10, 1");
        delete("2");
        assertThat(calls.totals()).isEmpty();
        for (int i = 1; i <= 10; i++) {
            calls.put("t" + i, TOTAL_123, Integer.toString(i));
        }
        assertThat(calls.totals()).containsExactly("1.2.3 = 55, 10");
    }

    @Test
    @DisplayName("XA-4 totl-xattr-tag, steps 7 and 8")
    void badNamesAndValues() {
        InodeNumber file = calls.put("f", TOTAL_456, "3");
        for (String rest : List.of("...", "..2.3", ".1..3", ".1.2.", ".1", ".1.2")) {
            refused(ErrorCode.EINVAL, () -> calls.set(file, "scoutfs.totl.test" + rest, "1"));
        }
        for (String value : List.of("+1", "10.", "-", "junk10", "10junk", "", " 1", "1\n", "18446744073709551616")) {
            refused(ErrorCode.EINVAL, () -> calls.set(file, TOTAL_123, value));
            refused(ErrorCode.EINVAL, () -> calls.set(file, TOTAL_456, value));
            refused(ErrorCode.EINVAL, () -> calls.put("g", TOTAL_123, value));
        }
        assertThat(calls.totals()).containsExactly("4.5.6 = 3, 1");
        assertThat(calls.listed(file)).containsExactly(TOTAL_456);
    }

    @Test
    @DisplayName("XA-4 totl-xattr-tag, step 9")
    void manyTotals() {
        List<InodeNumber> files = new ArrayList<>();
        TreeMap<Integer, long[]> expected = new TreeMap<>();
        for (int i = 0; i <= 5_000; i++) {
            if (i % 10 == 0) {
                files.add(calls.put("f" + i));
            }
            calls.set(files.get(i / 10), name(i), Integer.toString(i));
            change(expected, i, i, 1);
        }
        for (int i = 0; i <= 5_000; i++) {
            calls.set(files.get(i / 10), name(i), Integer.toString(3 * i));
            change(expected, i, 2L * i, 0);
        }
        for (int i = 0; i <= 5_000; i++) {
            calls.remove(files.get(i / 10), name(i));
            change(expected, i, -3L * i, -1);
        }
        assertThat(calls.totals()).isEmpty();
    }

    private static String name(int i) {
        return "scoutfs.totl.test-" + i + "." + i % 100 + ".0.0";
    }

    private void change(Map<Integer, long[]> expected, int i, long sum, long count) {
        long[] total = expected.computeIfAbsent(i % 100, ignored -> new long[2]);
        total[0] += sum;
        total[1] += count;
        if (i % 100 == 0) {
            List<String> texts = new ArrayList<>();
            expected.forEach((name, counters) -> {
                if (counters[0] != 0 || counters[1] != 0) {
                    texts.add("%d.0.0 = %d, %d".formatted(name, counters[0], counters[1]));
                }
            });
            assertThat(calls.totals(7)).isEqualTo(texts);
        }
    }

    @Test
    @DisplayName("XA-5 totl-delta-inject")
    void injection() {
        var name = new TotalName(8888, 0, 0);
        for (String value : List.of("2", "8", "32")) {
            calls.put(value, "scoutfs.totl.test.8888.0.0", value);
        }
        assertThat(calls.totals()).containsExactly("8888.0.0 = 42, 3");
        calls.inject(name, 128, 2);
        shard.restart();
        assertThat(calls.totals()).containsExactly("8888.0.0 = 170, 5");
        delete("32");
        assertThat(calls.totals()).containsExactly("8888.0.0 = 138, 4");
        calls.inject(name, -128, -2);
        shard.restart();
        assertThat(calls.totals()).containsExactly("8888.0.0 = 10, 2");
        delete("2");
        delete("8");
        assertThat(calls.totals()).isEmpty();
    }

    @Test
    @DisplayName("XA-6 totl-merge-read, with five clients instead of five replicas")
    void readingsAreNeverTorn() throws Exception {
        int files = 2_500;
        long whole = 4_681;
        var isWriting = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newFixedThreadPool(7)) {
            List<Future<Integer>> readers =
                    List.of(threads.submit(() -> read(isWriting, whole)), threads.submit(() -> read(isWriting, whole)));
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 5; writer++) {
                String value = Long.toString(1L << (3 * writer));
                String prefix = "writer" + writer + "-";
                writers.add(() -> {
                    var client = new TagCalls(shard);
                    for (int i = 1; i <= files; i++) {
                        client.put(prefix + i, "scoutfs.totl.test." + i + ".0.0", value);
                    }
                    return true;
                });
            }
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                writer.get();
            }
            isWriting.set(false);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= files; i++) {
            expected.add("%d.0.0 = %d, 5".formatted(i, whole));
        }
        assertThat(calls.totals()).isEqualTo(expected);
    }

    private int read(AtomicBoolean isWriting, long whole) {
        var client = new TagCalls(shard);
        int readings = 0;
        do {
            for (Total total : shard.taggedAttributes().totals(client.context(), TotalName.FIRST, 10_000)) {
                assertThat(total.sum() | whole).isEqualTo(whole);
                assertThat(Long.bitCount(total.sum())).isEqualTo((int) total.count());
            }
            readings++;
        } while (isWriting.get());
        return readings;
    }

    @Test
    @DisplayName("X-21 totals paging and zero")
    void pagingAndZero() {
        calls.put(
                "f",
                "scoutfs.totl.1.1.1",
                "4",
                "scoutfs.totl.1.1.2",
                "4",
                "scoutfs.totl.1.2.0",
                "4",
                "scoutfs.totl.2.0.0",
                "0");
        assertThat(calls.totals(1)).containsExactly("1.1.1 = 4, 1", "1.1.2 = 4, 1", "1.2.0 = 4, 1", "2.0.0 = 0, 1");
        var last = new TotalName(-1, -1, -1);
        calls.inject(last, 1, 1);
        assertThat(calls.totals(1)).hasSize(5);
        calls.inject(last, -1, -1);
        assertThat(shard.taggedAttributes()
                        .totals(calls.context(), new TotalName(1, 1, 3), 10)
                        .getFirst()
                        .name())
                .isEqualTo(new TotalName(1, 2, 0));

        calls.inject(new TotalName(2, 0, 0), 0, -1);
        calls.inject(new TotalName(9, 9, 9), 5, 0);
        calls.inject(new TotalName(9, 9, 8), 0, 0);
        assertThat(calls.totals()).containsExactly("1.1.1 = 4, 1", "1.1.2 = 4, 1", "1.2.0 = 4, 1", "9.9.9 = 5, 0");

        var user = calls.context(TestShard.user(22222));
        refused(ErrorCode.EPERM, () -> shard.taggedAttributes().totals(user, TotalName.FIRST, 1));
        refused(ErrorCode.EPERM, () -> shard.taggedAttributes().inject(user, TotalName.FIRST, 1, 1));
        refused(ErrorCode.EINVAL, () -> shard.taggedAttributes().totals(calls.context(), TotalName.FIRST, 0));
    }

    @Test
    void sumsWrap() {
        InodeNumber file = calls.put("f", "scoutfs.totl.a.1.1.1", "18446744073709551615", "scoutfs.totl.b.1.1.1", "3");
        assertThat(calls.totals()).containsExactly("1.1.1 = 2, 2");
        calls.set(file, "scoutfs.totl.a.1.1.1", "0");
        assertThat(calls.totals()).containsExactly("1.1.1 = 3, 2");
        calls.remove(file, "scoutfs.totl.b.1.1.1");
        assertThat(calls.totals()).containsExactly("1.1.1 = 0, 1");
    }

    @Test
    void anInjectionCountsOnce() {
        var context = calls.context();
        shard.taggedAttributes().inject(context, new TotalName(1, 2, 3), 5, 1);
        shard.taggedAttributes().inject(context, new TotalName(1, 2, 3), 5, 1);
        shard.restart();
        shard.taggedAttributes().inject(context, new TotalName(1, 2, 3), 5, 1);
        assertThat(calls.totals()).containsExactly("1.2.3 = 5, 1");
    }

    @Test
    void theValueOfATotalCanBeRead() {
        InodeNumber file = calls.put("f", "scoutfs.hide.totl.x.1.1.1", "0x10");
        Bytes name = Bytes.utf8("scoutfs.hide.totl.x.1.1.1");
        assertThat(shard.namespace()
                        .lookup(calls.context(TestShard.user(7)), FileRef.inode(file), Set.of(name))
                        .xattrs())
                .containsEntry(name, Bytes.utf8("0x10"));
        assertThat(Optional.of(calls.totals())).hasValue(List.of("1.1.1 = 16, 1"));
    }
}
