package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several clients at once, each a session of its own, on the names of one shard. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentNamesScenariosTest {

    private final TestShard shard = new TestShard();
    private final PosixCalls root = PosixCalls.root(shard);

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    /** What one client does. */
    private interface Work<R> {
        R run(PosixCalls calls) throws Exception;
    }

    /** Runs clients at once and answers what each of them answers. */
    private <R> List<R> together(int clients, IntFunction<Work<R>> work) throws Exception {
        var start = new CyclicBarrier(clients);
        List<Future<R>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < clients; client++) {
                Work<R> own = work.apply(client);
                running.add(threads.submit(() -> {
                    start.await();
                    return own.run(PosixCalls.root(shard));
                }));
            }
            List<R> answers = new ArrayList<>();
            for (Future<R> one : running) {
                answers.add(result(one));
            }
            return answers;
        }
    }

    private static <R> R result(Future<R> one) throws InterruptedException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a client failed", e.getCause());
        }
    }

    /** Whether a call was done; it may be refused with one of the given errors only. */
    private static boolean isDone(Runnable call, ErrorCode... refusals) {
        try {
            call.run();
            return true;
        } catch (CairnException refusal) {
            assertThat(refusal.code()).as(refusal.getMessage()).isIn((Object[]) refusals);
            return false;
        }
    }

    @Test
    @DisplayName("NM-3 basic-posix-consistency: one name from everybody at once")
    void oneNameFromEverybody() throws Exception {
        for (int round = 0; round < 20; round++) {
            String name = "new" + round;
            List<Boolean> made = together(
                    8,
                    client -> calls -> isDone(
                            () -> {
                                if (client % 2 == 0) {
                                    calls.mkdir(name, 0755);
                                } else {
                                    calls.symlink(name, "x");
                                }
                            },
                            ErrorCode.EEXIST));
            assertThat(made).containsOnlyOnce(true);
        }
        assertThat(root.list("")).hasSize(20);
    }

    @Test
    @DisplayName("NM-4 dirent-consistency")
    void direntConsistency() throws Exception {
        int clients = 4;
        together(clients, client -> calls -> {
            String mine = "c" + client;
            calls.mkdir(mine, 0755);
            for (int i = 0; i < 10; i++) {
                calls.create(mine + "/f" + i, 0644);
            }
            for (int i = 0; i < 10; i++) {
                calls.unlink(mine + "/f" + i);
                calls.create(mine + "/f" + i, 0644);
            }
            for (int i = 0; i < 3; i++) {
                calls.unlink(mine + "/f" + i);
                calls.mkdir(mine + "/f" + i, 0755);
            }
            calls.rename(mine, mine + "-away");
            calls.rename(mine + "-away", mine);
            for (int i = 3; i < 6; i++) {
                calls.link(mine + "/f" + i, mine + "/l" + i);
            }
            calls.unlink(mine + "/l3");
            calls.link(mine + "/f4", mine + "/l3");
            calls.unlink(mine + "/l5");
            return true;
        });
        List<String> seen = tree(root);
        assertThat(seen).hasSize(clients * 13);
        for (List<String> other : together(clients, client -> ConcurrentNamesScenariosTest::tree)) {
            assertThat(other).isEqualTo(seen);
        }
        shard.restart();
        assertThat(tree(root)).isEqualTo(seen);

        together(clients, client -> calls -> {
            removeAll(calls, "", new Random(client));
            return true;
        });
        assertThat(tree(root)).isEmpty();
        shard.reap();
    }

    private static List<String> tree(PosixCalls calls) {
        List<String> lines = new ArrayList<>();
        collect(calls, "", lines);
        return lines;
    }

    private static void collect(PosixCalls calls, String directory, List<String> lines) {
        for (Entry entry : calls.entries(directory, 7)) {
            String path = directory.isEmpty() ? entry.name().toString() : directory + "/" + entry.name();
            lines.add(path + " " + calls.stat(path));
            if (entry.attributes().isDirectory()) {
                collect(calls, path, lines);
            }
        }
    }

    private static void removeAll(PosixCalls calls, String directory, Random random) {
        List<Entry> entries = new ArrayList<>();
        isDone(() -> entries.addAll(calls.entries(directory, 100)), ErrorCode.ENOENT);
        Collections.shuffle(entries, random);
        for (Entry entry : entries) {
            String path = directory.isEmpty() ? entry.name().toString() : directory + "/" + entry.name();
            if (entry.attributes().isDirectory()) {
                removeAll(calls, path, random);
                isDone(() -> calls.rmdir(path), ErrorCode.ENOENT);
            } else {
                isDone(() -> calls.unlink(path), ErrorCode.ENOENT);
            }
        }
    }

    @Test
    @DisplayName("NM-5 mkdir-rename-rmdir")
    void mkdirRenameRmdir() {
        List<PosixCalls> clients =
                IntStream.range(0, 4).mapToObj(i -> PosixCalls.root(shard)).toList();
        for (int assignment = 0; assignment < 256; assignment++) {
            clients.get(assignment & 3).mkdir("d", 0755);
            clients.get(assignment >> 2 & 3).rename("d", "d-1");
            clients.get(assignment >> 4 & 3).rename("d-1", "d-2");
            clients.get(assignment >> 6 & 3).rmdir("d-2");
        }
        assertThat(root.list("")).isEmpty();
    }

    @Test
    @DisplayName("NM-6 renameat2-noreplace")
    void noReplace() throws Exception {
        for (int round = 0; round < 100; round++) {
            for (int i = 0; i < 2; i++) {
                root.mkdir("dir" + i, 0755);
                root.create("dir" + i + "/old" + i, 0644);
            }
            List<Boolean> renamed = together(
                    2,
                    client -> calls -> isDone(
                            () -> calls.rename(
                                    "dir" + client + "/old" + client, "dir0/sharednew", RenameMode.NO_REPLACE),
                            ErrorCode.EEXIST));
            assertThat(renamed).containsOnlyOnce(true);
            int loser = renamed.indexOf(false);
            root.unlink("dir" + loser + "/old" + loser);
            root.unlink("dir0/sharednew");
            root.rmdir("dir0");
            root.rmdir("dir1");
        }
    }

    @Test
    @DisplayName("NM-7 createmany-parallel (a quarter)")
    void createManyInParallel() throws Exception {
        createMany(4, 250, 10);
    }

    @Test
    @DisplayName("NM-7 createmany-large-names (a fiftieth) and createmany-parallel-mounts (a twenty-fifth)")
    void createManyWithLargeNames() throws Exception {
        createMany(4, 2000, 200);
    }

    private void createMany(int workers, int files, int nameLength) throws Exception {
        together(workers, worker -> calls -> {
            String directory = "w" + worker;
            calls.mkdir(directory, 0755);
            for (int i = 0; i < files; i++) {
                calls.create(directory + "/" + name(i, nameLength), 0644);
            }
            return true;
        });
        for (int worker = 0; worker < workers; worker++) {
            assertThat(root.entries("w" + worker, 700)).hasSize(files);
            assertThat(root.stat("w" + worker).size()).isEqualTo((long) files * nameLength);
        }
        together(workers, worker -> calls -> {
            for (int i = 0; i < files; i++) {
                calls.unlink("w" + worker + "/" + name(i, nameLength));
            }
            calls.rmdir("w" + worker);
            return true;
        });
        assertThat(root.list("")).isEmpty();
    }

    private static String name(int number, int length) {
        return "n".repeat(length - 8) + "%08d".formatted(number);
    }

    @Test
    @DisplayName("NM-7 createmany-rename-large-dir (a hundredth)")
    void renamesInALargeDirectory() throws Exception {
        int files = 12_206;
        root.mkdir("d", 0755);
        together(4, worker -> calls -> {
            for (int i = worker; i < files; i += 4) {
                calls.create("d/file-" + i, 0644);
            }
            return true;
        });
        var random = new Random(Seeds.next());
        for (int pair = 0; pair < 500; pair++) {
            String name = "d/file-" + random.nextInt(files);
            Attributes before = root.stat(name);
            root.rename(name, name + "-renamed");
            assertRefused(ErrorCode.ENOENT, () -> root.stat(name));
            root.rename(name + "-renamed", name);
            assertThat(root.stat(name).inode()).isEqualTo(before.inode());
        }
        assertThat(root.entries("d", 1000)).hasSize(files);
        for (int i = 0; i < files; i++) {
            root.unlink("d/file-" + i);
        }
        root.rmdir("d");
    }

    @Test
    @DisplayName("X-30 rename topology and flags: two directories into each other at once")
    void directoriesIntoEachOther() throws Exception {
        for (int round = 0; round < 50; round++) {
            root.mkdir("a", 0755);
            root.mkdir("b", 0755);
            List<Boolean> moved = together(
                    2,
                    client -> calls -> isDone(
                            () -> calls.rename(client == 0 ? "a" : "b", client == 0 ? "b/a" : "a/b"),
                            ErrorCode.EINVAL,
                            ErrorCode.ENOENT));
            assertThat(moved).containsOnlyOnce(true);
            List<String> top = root.list("");
            assertThat(top).hasSize(1);
            String outer = top.getFirst();
            assertThat(root.list(outer)).containsExactly(outer.equals("a") ? "b" : "a");
            root.rmdir(outer + "/" + (outer.equals("a") ? "b" : "a"));
            root.rmdir(outer);
        }
    }

    @Test
    @DisplayName("AD-6 xfstests: a name is there all the while it is replaced")
    void replacementIsAtomic() throws Exception {
        root.write("target", "0");
        List<Integer> seen = together(3, client -> calls -> {
            int found = 0;
            for (int i = 0; i < 200; i++) {
                if (client == 0) {
                    calls.write("new", "x".repeat(1 + i));
                    calls.rename("new", "target");
                } else {
                    found += calls.stat("target").size() > 0 ? 1 : 0;
                }
            }
            return found;
        });
        assertThat(seen).containsExactly(0, 200, 200);
    }
}
