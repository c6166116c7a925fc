package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.archive.Reaper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What tags do, what they refuse, and how long it lasts. */
class TagScenariosTest {

    private final TestShard shard = new TestShard();
    private final TagCalls calls = new TagCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    private void chmod(InodeNumber inode, int mode, int uid) {
        shard.namespace()
                .setAttributes(
                        calls.context(),
                        FileRef.inode(inode),
                        new AttributeChange(
                                Optional.of(mode),
                                Optional.of(uid),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
    }

    @Test
    @DisplayName("X-17 tag parsing table")
    void parsing() {
        InodeNumber file = calls.put("f");
        calls.set(file, "scoutfs.hide.srch.x", "");
        calls.set(file, "scoutfs.srch.hide.x", "");
        assertThat(calls.hidden(file, 10)).containsExactly("scoutfs.hide.srch.x", "scoutfs.srch.hide.x");
        assertThat(calls.search("scoutfs.srch.hide.x")).containsExactly(file);
        for (String bad : List.of(
                "scoutfs.hide.hide.x",
                "scoutfs.totl.indx.x.1.2.3",
                "scoutfs.unknown.x1",
                "scoutfs.abc",
                "scoutfs.hide.",
                "scoutfs.")) {
            refused(ErrorCode.EINVAL, () -> calls.set(file, bad, ""));
            refused(ErrorCode.EINVAL, () -> calls.remove(file, bad));
            refused(ErrorCode.EINVAL, () -> calls.put("g", bad, ""));
        }
        calls.set(file, "scoutfs.hide.x.srch.y", "");
        refused(ErrorCode.EINVAL, () -> calls.search("scoutfs.hide.x.srch.y"));
        calls.set(file, "scoutfs.totl.1.2.3", "010");
        calls.set(file, "scoutfs.hide.srch.totl.x.0x10.010.7", "0x10");
        assertThat(calls.totals()).containsExactly("1.2.3 = 8, 1", "16.8.7 = 16, 1");

        chmod(file, 0644, 22222);
        Caller owner = TestShard.user(22222);
        for (String name :
                List.of("scoutfs.hide.srch.x", "scoutfs.hide.x.srch.y", "scoutfs.totl.1.2.3", "scoutfs.srch.new")) {
            refused(ErrorCode.EPERM, () -> calls.set(owner, file, name, "1", XattrMode.CREATE_OR_REPLACE));
            refused(ErrorCode.EPERM, () -> calls.remove(owner, file, name));
        }
        refused(
                ErrorCode.EPERM,
                () -> calls.put(owner, "f", shard.stored(1), TagCalls.attributes("scoutfs.totl.1.2.3", "1")));
        assertThat(calls.totals()).containsExactly("1.2.3 = 8, 1", "16.8.7 = 16, 1");
    }

    @Test
    void theFirstCheckThatFailsNamesTheError() {
        InodeNumber file = calls.put("f", "scoutfs.totl.x.1.1.1", "1");
        chmod(file, 0, 22222);
        Caller user = TestShard.user(22222);
        Caller admin = new Caller(5, 5, Set.of(), 0, Set.of(Privilege.VOLUME_ADMIN));
        String tooLong = "x".repeat(300);
        assertRefused(ErrorCode.EINVAL, user, file, "scoutfs." + tooLong, "1", XattrMode.CREATE);
        assertRefused(ErrorCode.ERANGE, user, file, "scoutfs.totl." + tooLong, "1", XattrMode.CREATE);
        assertRefused(ErrorCode.E2BIG, user, file, "scoutfs.totl.x", "1".repeat(70_000), XattrMode.CREATE);
        assertRefused(ErrorCode.EPERM, user, file, "scoutfs.totl.x", "junk", XattrMode.CREATE);
        assertRefused(ErrorCode.EINVAL, admin, file, "scoutfs.totl.x", "junk", XattrMode.CREATE);
        assertRefused(ErrorCode.EINVAL, admin, file, "scoutfs.indx.x", "junk", XattrMode.CREATE);
        assertRefused(ErrorCode.EACCES, admin, file, "scoutfs.totl.x.1.1.1", "junk", XattrMode.CREATE);
        chmod(file, 0666, 22222);
        assertRefused(ErrorCode.EEXIST, admin, file, "scoutfs.totl.x.1.1.1", "junk", XattrMode.CREATE);
        assertRefused(ErrorCode.ENODATA, admin, file, "scoutfs.totl.y.1.1.1", "junk", XattrMode.REPLACE);
        assertRefused(ErrorCode.ENODATA, admin, file, "scoutfs.indx.y.1.1", "junk", XattrMode.REPLACE);
        assertRefused(ErrorCode.EINVAL, admin, file, "scoutfs.indx.y.1.1", "junk", XattrMode.CREATE);
        assertRefused(ErrorCode.EINVAL, admin, file, "scoutfs.totl.x.1.1.1", "junk", XattrMode.REPLACE);
        assertThat(calls.totals()).containsExactly("1.1.1 = 1, 1");
        assertThat(calls.index()).isEmpty();
    }

    private void assertRefused(
            ErrorCode code, Caller caller, InodeNumber file, String name, String value, XattrMode mode) {
        refused(code, () -> calls.set(caller, file, name, value, mode));
    }

    @Test
    @DisplayName("X-18 hidden listing")
    void hiddenListing() {
        InodeNumber file =
                calls.put("f", "user.a", "1", "scoutfs.hide.b", "2", "scoutfs.srch.c", "3", "scoutfs.hide.srch.d", "4");
        assertThat(calls.listed(file)).containsExactlyInAnyOrder("user.a", "scoutfs.srch.c");
        assertThat(calls.hidden(file, 10)).containsExactly("scoutfs.hide.b", "scoutfs.hide.srch.d");
        assertThat(calls.hidden(file, 1)).containsExactly("scoutfs.hide.b", "scoutfs.hide.srch.d");
        assertThat(hidden(calls.context(), file, 0).names()).isEmpty();
        Bytes hidden = Bytes.utf8("scoutfs.hide.b");
        Caller other = TestShard.user(9);
        assertThat(shard.namespace()
                        .lookup(calls.context(other), FileRef.inode(file), Set.of(hidden))
                        .xattrs())
                .containsEntry(hidden, Bytes.utf8("2"));
        assertThat(hidden(calls.context(other), file, 10).names()).hasSize(2);
        assertThat(shard.taggedAttributes()
                        .hidden(calls.context(), TestShard.file("f"), Optional.of(Bytes.utf8("user.zzz")), 10)
                        .names())
                .isEmpty();
        chmod(file, 0600, 0);
        refused(ErrorCode.EACCES, () -> hidden(calls.context(other), file, 10));
        refused(ErrorCode.ENOENT, () -> hidden(calls.context(), new InodeNumber(99_999), 10));
        refused(ErrorCode.EINVAL, () -> hidden(calls.context(), file, -1));
    }

    private HiddenPage hidden(CallContext context, InodeNumber file, int limit) {
        return shard.taggedAttributes().hidden(context, FileRef.inode(file), Optional.empty(), limit);
    }

    @Test
    @DisplayName("X-20 totals and quota follow the inode's life")
    void lifeOfAnInode() {
        Map<Bytes, Bytes> attributes =
                TagCalls.attributes("scoutfs.totl.x.1.2.3", "7", "scoutfs.srch.x", "", "scoutfs.indx.x.5.100", "");
        InodeNumber file = calls.put(Caller.system(), "f", shard.stored(10_000), attributes);
        calls.addRules("1 1,L,- 2,L,- 3,L,- I 7 -");
        calls.hold(file);
        calls.delete("f");
        // Somebody reads it.
        Reaper held = shard.reaper(content -> Optional.empty());
        held.sweep();
        assertThat(calls.totals()).containsExactly("1.2.3 = 7, 1");
        assertThat(calls.search("scoutfs.srch.x")).containsExactly(file);
        assertThat(calls.index()).containsExactly(new IndexPosition(5, 100, file));
        refused(ErrorCode.EDQUOT, () -> calls.put("g"));
        // Tags work on an inode without names.
        calls.set(file, "scoutfs.srch.y", "");
        assertThat(calls.search("scoutfs.srch.y")).containsExactly(file);
        calls.letGo();
        shard.reap();
        assertThat(calls.totals()).isEmpty();
        assertThat(calls.search("scoutfs.srch.x")).isEmpty();
        assertThat(calls.search("scoutfs.srch.y")).isEmpty();
        assertThat(calls.index()).isEmpty();
        calls.put("g");
    }

    @Test
    void allTypesOfInodesCanHaveTags() {
        InodeNumber directory = shard.makeDirectory("d").inode();
        InodeNumber symlink = shard.namespace()
                .create(
                        calls.context(),
                        TestShard.path("s"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("d")))
                .attributes()
                .inode();
        for (InodeNumber inode : List.of(InodeNumber.ROOT, directory, symlink)) {
            calls.set(inode, "scoutfs.hide.srch.totl.x.1.1.1", "2");
            calls.set(inode, "scoutfs.srch.indx.x.1.1", "");
        }
        assertThat(calls.search("scoutfs.hide.srch.totl.x.1.1.1"))
                .containsExactly(InodeNumber.ROOT, directory, symlink);
        assertThat(calls.totals()).containsExactly("1.1.1 = 6, 3");
        assertThat(calls.index()).hasSize(3);
        calls.delete("d");
        calls.delete("s");
        shard.reap();
        assertThat(calls.totals()).containsExactly("1.1.1 = 2, 1");
        assertThat(calls.search("scoutfs.srch.indx.x.1.1")).containsExactly(InodeNumber.ROOT);
    }

    @Test
    void aFolderMarkerThatGoesTakesItsTagsAlong() {
        shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS);
        InodeNumber marker = shard.namespace()
                .create(
                        calls.context(),
                        TestShard.path("bucket/m"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(
                                0755,
                                NewEntry.NameRule.INHERIT,
                                TagCalls.attributes("scoutfs.srch.totl.x.1.1.1", "2", "scoutfs.indx.x.1.1", "")))
                .attributes()
                .inode();
        assertThat(calls.search("scoutfs.srch.totl.x.1.1.1")).containsExactly(marker);
        calls.put("bucket/m/below");
        shard.namespace()
                .remove(
                        calls.context(),
                        new RemoveRequest(
                                TestShard.path("bucket/m"),
                                FileRef.Want.DIRECTORY,
                                RemoveRequest.Emptied.PRUNE_IMPLICIT,
                                Condition.ALWAYS));
        assertThat(calls.search("scoutfs.srch.totl.x.1.1.1")).isEmpty();
        assertThat(calls.totals()).isEmpty();
        assertThat(calls.index()).isEmpty();
    }

    @Test
    void anInodeWithVeryManyLongTagsIsDeletedInSteps() {
        InodeNumber file = calls.put("f");
        for (int i = 0; i < 1_300; i++) {
            calls.set(file, "scoutfs.hide.srch.indx." + "x".repeat(220) + "." + i % 256 + "." + (1_000 + i), "");
            if (i % 2 == 0) {
                calls.set(file, "scoutfs.srch.totl." + "x".repeat(220) + "." + i + ".0.0", "5");
            }
        }
        assertThat(calls.index()).hasSize(1_300);
        assertThat(calls.totals()).hasSize(650);
        calls.delete("f");
        shard.reap();
        assertThat(calls.index()).isEmpty();
        assertThat(calls.totals()).isEmpty();
        shard.read(tree -> {
            assertThat(tree.scan(new byte[] {0x42}, new byte[] {0x45}).next()).isFalse();
            assertThat(tree.scan(new byte[] {0x38}, new byte[] {0x39}).next()).isFalse();
            return true;
        });
    }
}
