package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.FileTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The highest rule that matches decides, by the total as it is. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QuotaScenariosTest {

    private static final int UID = 22222;
    private static final int GID = 44444;

    private static final Caller USER = caller(UID, 0);
    private static final Caller GROUP = caller(0, GID);
    private static final Caller BOTH = caller(UID, GID);
    private static final Caller ROOT = Caller.system();

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);
    private InodeNumber directory = InodeNumber.ROOT;

    private static Caller caller(int uid, int gid) {
        return new Caller(uid, gid, Set.of(), 0, uid == 0 ? Set.of(Privilege.OVERRIDE) : Set.of());
    }

    @BeforeEach
    void makeDirectory() {
        directory = shard.makeDirectory("D").inode();
        change(directory, 0755, UID, GID);
    }

    private void change(InodeNumber inode, int mode, int uid, int gid) {
        shard.namespace()
                .setAttributes(
                        calls.context(),
                        FileRef.inode(inode),
                        new AttributeChange(
                                Optional.of(mode),
                                Optional.of(uid),
                                Optional.of(gid),
                                Optional.empty(),
                                Optional.empty()));
    }

    @AfterEach
    void close() {
        shard.close();
    }

    private void total(String numbers, String value) {
        calls.set(InodeNumber.ROOT, "scoutfs.totl.test." + numbers, value);
    }

    private InodeNumber create(Caller caller) {
        return calls.put(caller, "D/F", new NewContent.Empty(), Map.of());
    }

    private void assertCreates(Caller caller) {
        create(caller);
        calls.delete("D/F");
    }

    private void assertRefused(Caller caller) {
        assertThat(refused(ErrorCode.EDQUOT, () -> create(caller)).reason()).isEqualTo("quota");
    }

    private void write(Caller caller, long size) {
        calls.put(caller, "D/F", shard.stored(size), Map.of());
    }

    /** What a reserve asks before each of its steps, whoever reserves. */
    private void reserve(InodeNumber file) {
        shard.read(tree -> {
            var files = new FileTree(tree);
            QuotaRules.requireData(files, files.inode(file));
            return true;
        });
    }

    @Test
    @DisplayName("QU-1 quota, cases 4 to 6: creations")
    void creations() {
        calls.addRules("1 1,L,- 1,L,- 1,L,- I 1 -");
        total("1.1.1", "2");
        assertRefused(USER);
        calls.remove(InodeNumber.ROOT, "scoutfs.totl.test.1.1.1");
        assertCreates(USER);
        calls.removeRules("1 1,L,- 1,L,- 1,L,- I 1 -");

        calls.addRules("1 22222,U,S 1,L,- 1,L,- I 1 -", "1 44444,G,S 1,L,- 1,L,- I 1 -");
        total("22222.1.1", "2");
        total("44444.1.1", "2");
        assertRefused(USER);
        assertRefused(GROUP);
        assertCreates(ROOT);
        calls.removeRules("1 22222,U,S 1,L,- 1,L,- I 1 -", "1 44444,G,S 1,L,- 1,L,- I 1 -");

        calls.addRules("1 22222,U,S 44444,G,S 1,L,- I 1 -");
        total("22222.44444.1", "2");
        assertCreates(USER);
        assertCreates(GROUP);
        assertRefused(BOTH);
    }

    @Test
    @DisplayName("QU-1 quota, cases 7 to 9: data")
    void data() {
        total("22222.1.1", "2");
        calls.addRules("1 22222,U,S 1,L,- 1,L,- D 1 -");
        InodeNumber file = create(USER);
        refused(ErrorCode.EDQUOT, () -> write(USER, 4096));
        calls.removeRules("1 22222,U,S 1,L,- 1,L,- D 1 -");
        calls.addRules("1 22222,U,S 1,L,- 1,L,- I 1 -");
        reserve(file);
        write(USER, 4096);
        calls.delete("D/F");
        calls.removeRules("1 22222,U,S 1,L,- 1,L,- I 1 -");

        calls.addRules("1 22222,U,S 1,L,- 1,L,- I 1000 -", "2 22222,U,S 1,L,- 1,L,- I 1 -");
        assertRefused(USER);
        calls.removeRules("1 22222,U,S 1,L,- 1,L,- I 1000 -", "2 22222,U,S 1,L,- 1,L,- I 1 -");

        InodeNumber limited = create(USER);
        total("1.1.1", "2");
        for (String rule : List.of("1 1,L,- 1,L,- 1,L,- D 1 -", "1 1,L,- 1,L,- 1,L,- D 0 C")) {
            calls.addRules(rule);
            refused(ErrorCode.EDQUOT, () -> write(USER, 4096));
            refused(ErrorCode.EDQUOT, () -> write(ROOT, 4096));
            refused(ErrorCode.EDQUOT, () -> reserve(limited));
            calls.removeRules(rule);
        }
        write(USER, 4096);
    }

    @Test
    @DisplayName("QU-2 quota-invalidate-race")
    void rulesChangeWhileFilesAreMade() throws Exception {
        Callable<Boolean> rules = () -> {
            var client = new TagCalls(shard);
            for (int i = 0; i < 20; i++) {
                client.addRules("1 %d,L,- 1,L,- 1,L,- I 999999 -".formatted(i));
            }
            for (int i = 0; i < 20; i++) {
                client.removeRules("1 %d,L,- 1,L,- 1,L,- I 999999 -".formatted(i));
            }
            return true;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<Boolean> done : threads.invokeAll(List.of(rules, files("a"), files("b")))) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(calls.rules()).isEmpty();
        calls.addRules("1 1,L,- 1,L,- 1,L,- I 999999 -");
        InodeNumber file = create(USER);
        assertThat(shard.stat("D/F").inode()).isEqualTo(file);
    }

    private Callable<Boolean> files(String prefix) {
        return () -> {
            var client = new TagCalls(shard);
            for (int i = 0; i < 50; i++) {
                client.put(USER, "D/" + prefix + i, new NewContent.Empty(), Map.of());
            }
            for (int i = 0; i < 50; i++) {
                client.delete(USER, "D/" + prefix + i);
            }
            return true;
        };
    }

    @Test
    @DisplayName("X-22 quota matching details, a to e: which rule and which total")
    void matching() {
        calls.addRules("1 1,L,- 1,L,- 1,L,- I 0 -");
        assertCreates(USER);
        total("1.1.1", "0");
        assertRefused(USER);
        calls.addRules("2 2,L,- 2,L,- 2,L,- I 5 -");
        total("2.2.2", "4");
        assertCreates(USER);
        total("2.2.2", "5");
        assertRefused(USER);
        calls.removeRules("1 1,L,- 1,L,- 1,L,- I 0 -", "2 2,L,- 2,L,- 2,L,- I 5 -");

        calls.addRules("1 0,U,- 1,L,- 1,L,- I 1 -");
        total("22222.1.1", "1");
        assertRefused(USER);
        assertRefused(BOTH);
        assertCreates(ROOT);
        calls.removeRules("1 0,U,- 1,L,- 1,L,- I 1 -");

        calls.addRules("1 44444,G,S 1,L,- 1,L,- I 1 -");
        total("44444.1.1", "1");
        assertCreates(USER);
        change(directory, 02755, UID, GID);
        assertRefused(USER);
        calls.removeRules("1 44444,G,S 1,L,- 1,L,- I 1 -");

        calls.addRules("1 77,P,S 1,L,- 1,L,- I 1 -", "1 77,P,S 1,L,- 1,L,- D 1 -");
        total("77.1.1", "1");
        InodeNumber file = create(USER);
        write(USER, 1);
        calls.setProject(directory, 77);
        write(USER, 1);
        refused(ErrorCode.EDQUOT, () -> calls.put(USER, "D/G", new NewContent.Empty(), Map.of()));
        calls.setProject(file, 77);
        refused(ErrorCode.EDQUOT, () -> write(USER, 1));
        calls.setProject(directory, 78);
        calls.put(USER, "D/G", new NewContent.Empty(), Map.of());
        refused(ErrorCode.EDQUOT, () -> write(USER, 1));
    }

    @Test
    @DisplayName("X-22 quota matching details, f to h and k: which calls")
    void calls() {
        create(USER);
        total("22222.1.1", "1");
        calls.addRules("1 22222,U,S 1,L,- 1,L,- I 1 -", "1 22222,U,S 1,L,- 1,L,- D 1 -");
        shard.namespace().link(calls.context(USER), TestShard.file("D/F"), TestShard.path("D/L"));
        shard.namespace().rename(calls.context(USER), TestShard.path("D/L"), TestShard.path("D/M"), RenameMode.REPLACE);
        EntryPath path = TestShard.path("D/new");
        var makeDirectory = new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of());
        for (NewEntry entry : List.of(makeDirectory, new NewEntry.Symlink(Bytes.utf8("x")))) {
            refused(
                    ErrorCode.EDQUOT,
                    () -> shard.namespace().create(calls.context(USER), path, PutRequest.Parents.REQUIRED, entry));
            shard.namespace().create(calls.context(ROOT), path, PutRequest.Parents.REQUIRED, entry);
            refused(
                    ErrorCode.EEXIST,
                    () -> shard.namespace().create(calls.context(USER), path, PutRequest.Parents.REQUIRED, entry));
            calls.delete("D/new");
        }
        refused(
                ErrorCode.EDQUOT,
                () -> shard.namespace()
                        .create(
                                calls.context(USER),
                                TestShard.path("D/x/y"),
                                PutRequest.Parents.IMPLIED,
                                makeDirectory));
        refused(ErrorCode.EDQUOT, () -> write(ROOT, 4096));
        // Emptying a file is truncation.
        write(USER, 0);
        // The name of a file is free to go, and so is its inode.
        calls.delete(USER, "D/M");
        shard.reap();
        // Who may not write here is told that.
        refused(ErrorCode.EACCES, () -> calls.put(USER, "F", new NewContent.Empty(), Map.of()));
    }

    @Test
    void uploadsAreCheckedWhenTheyAreCompleted() {
        total("22222.1.1", "1");
        calls.addRules("1 22222,U,S 1,L,- 1,L,- D 1 -");
        var upload =
                shard.uploads().begin(calls.context(USER), new UploadRequest(directory, Bytes.utf8("big"), Map.of()));
        var key = new UploadKey(directory, Bytes.utf8("big"), upload.id());
        shard.uploads().putPart(calls.context(USER), key, 1, shard.stored(5_000_000), Bytes.utf8("tag"), Bytes.EMPTY);
        var request = new CompleteRequest(
                key, List.of(new PartRef(1, Bytes.utf8("tag"))), Bytes.utf8("whole"), Map.of(), Condition.ALWAYS);
        refused(ErrorCode.EDQUOT, () -> shard.uploads().complete(calls.context(USER), request));
        calls.removeRules("1 22222,U,S 1,L,- 1,L,- D 1 -");
        shard.uploads().complete(calls.context(USER), request);
        assertThat(shard.stat("D/big").size()).isEqualTo(5_000_000);
    }
}
