package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static dev.cairn.metadata.PosixCalls.caller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what, and what rights new and changed inodes have. */
class PermissionsTest {

    private final TestShard shard = new TestShard();
    private final PosixCalls root = PosixCalls.root(shard);
    private final PosixCalls ann = new PosixCalls(shard, caller(1000, 100, 200));
    private final PosixCalls bob = new PosixCalls(shard, caller(2000, 100));
    private final PosixCalls eve = new PosixCalls(shard, caller(3000, 300));

    @BeforeEach
    void populate() {
        root.mkdir("open", 0777);
    }

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    @Test
    void theUmaskTakesPermissionsFromEveryTypeButSymlinks() {
        var strict = new PosixCalls(shard, new Caller(1000, 100, Set.of(), 0137, Set.of()));
        assertThat(strict.mkdir("open/d", 01777).mode()).isEqualTo(01640);
        assertThat(strict.create("open/f", 04777).mode()).isEqualTo(04640);
        assertThat(strict.special("open/p", FileType.FIFO, 0777, 0).mode()).isEqualTo(0640);
        assertThat(strict.special("open/s", FileType.SOCKET, 0777, 0).mode()).isEqualTo(0640);
        assertThat(strict.symlink("open/l", "x").mode()).isEqualTo(0777);
        assertThat(strict.write("open/w", "data").mode()).isEqualTo(0640);
        assertThat(ann.create("open/g", 0666).mode()).isEqualTo(0644);
    }

    @Test
    void theUmaskTakesPermissionsFromImpliedDirectoriesToo() {
        var strict = new Caller(0, 0, Set.of(), 0077, Set.of(Privilege.OVERRIDE));
        var put = new PutRequest(
                PosixCalls.at("open/a/b/f"),
                PutRequest.Parents.IMPLIED,
                new NewContent.Empty(),
                TestShard.TAG,
                0666,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                Condition.ALWAYS);
        shard.namespace().put(shard.context(strict), put);
        assertThat(root.stat("open/a").mode()).isEqualTo(0700);
        assertThat(root.stat("open/a/b/f").mode()).isEqualTo(0600);
    }

    @Test
    void ownerGroupAndOthersHaveTheirBitsAndNoMore() {
        // Not the sum of all that apply: the owner has the bits of the owner even if others have more.
        ann.create("open/f", 0666);
        ann.chmod("open/f", 0046);
        assertRefused(ErrorCode.EACCES, () -> ann.read("open/f"));
        bob.read("open/f");
        assertRefused(ErrorCode.EACCES, () -> bob.write("open/f", "x"));
        eve.read("open/f");
        eve.write("open/f", "x");
        ann.chmod("open/f", 0604);
        assertRefused(ErrorCode.EACCES, () -> bob.read("open/f"));
        ann.chgrp("open/f", 200);
        ann.chmod("open/f", 0060);
        assertRefused(ErrorCode.EACCES, () -> bob.read("open/f"));
        new PosixCalls(shard, caller(4000, 1, 200)).read("open/f");
        root.read("open/f");
    }

    @Test
    void everyDirectoryOfAPathMustBeSearchable() {
        ann.mkdir("open/a", 0755);
        ann.mkdir("open/a/b", 0755);
        ann.create("open/a/b/f", 0644);
        ann.chmod("open/a", 0744);
        assertRefused(ErrorCode.EACCES, () -> bob.stat("open/a/b/f"));
        assertRefused(ErrorCode.EACCES, () -> bob.stat("open/a/b"));
        assertRefused(ErrorCode.EACCES, () -> bob.stat("open/a/none"));
        assertRefused(ErrorCode.EACCES, () -> bob.rename("open/a/b/f", "open/g"));
        assertRefused(ErrorCode.EACCES, () -> bob.link("open/a/b/f", "open/g"));
        assertRefused(ErrorCode.EACCES, () -> bob.unlink("open/a/b/f"));
        assertRefused(ErrorCode.EACCES, () -> bob.chmod("open/a/b/f", 0777));
        bob.stat("open/a");
        InodeNumber file = ann.stat("open/a/b/f").inode();
        shard.namespace().lookup(bob.context(), FileRef.inode(file), Set.of());
    }

    @Test
    void aListingNeedsReadAndSearch() {
        ann.mkdir("open/d", 0755);
        ann.create("open/d/f", 0644);
        assertThat(bob.list("open/d")).containsExactly("f");
        ann.chmod("open/d", 0711);
        assertRefused(ErrorCode.EACCES, () -> bob.list("open/d"));
        bob.stat("open/d/f");
        ann.chmod("open/d", 0744);
        assertRefused(ErrorCode.EACCES, () -> bob.list("open/d"));
    }

    @Test
    void entriesChangeWithWriteAndSearchPermissionOnly() {
        ann.mkdir("open/d", 0755);
        ann.create("open/d/f", 0666);
        bob.create("open/mine", 0666);
        bob.mkdir("open/mydir", 0755);
        for (int mode : List.of(0755, 0766)) {
            ann.chmod("open/d", mode);
            assertRefused(ErrorCode.EACCES, () -> bob.create("open/d/new", 0666));
            assertRefused(ErrorCode.EACCES, () -> bob.mkdir("open/d/new", 0666));
            assertRefused(ErrorCode.EACCES, () -> bob.symlink("open/d/new", "x"));
            assertRefused(ErrorCode.EACCES, () -> bob.special("open/d/new", FileType.FIFO, 0666, 0));
            assertRefused(ErrorCode.EACCES, () -> bob.link("open/mine", "open/d/new"));
            assertRefused(ErrorCode.EACCES, () -> bob.unlink("open/d/f"));
            assertRefused(ErrorCode.EACCES, () -> bob.rename("open/d/f", "open/new"));
            assertRefused(ErrorCode.EACCES, () -> bob.rename("open/mine", "open/d/new"));
        }
        assertThat(ann.list("open/d")).containsExactly("f");
        ann.chmod("open/d", 0777);
        bob.unlink("open/d/f");
    }

    @Test
    void aTakenNameIsToldBeforeAMissingPermission() {
        ann.mkdir("open/d", 0755);
        ann.mkdir("open/d/e", 0755);
        assertRefused(ErrorCode.EEXIST, () -> bob.mkdir("open/d/e", 0755));
        assertRefused(ErrorCode.EACCES, () -> bob.mkdir("open/d/f", 0755));
    }

    @Test
    void aDirectoryThatGetsAnotherParentIsItselfChanged() {
        ann.mkdir("open/d", 0755);
        assertRefused(ErrorCode.EACCES, () -> {
            root.mkdir("open/other", 0777);
            bob.rename("open/d", "open/other/d");
        });
        bob.rename("open/d", "open/e");
        ann.rename("open/e", "open/other/d");
    }

    @Test
    void theStickyBitProtectsEntriesOfOthers() {
        root.mkdir("tmp", 01777);
        ann.create("tmp/f", 0666);
        ann.mkdir("tmp/d", 0777);
        bob.create("tmp/b", 0666);
        assertRefused(ErrorCode.EPERM, "sticky", () -> bob.unlink("tmp/f"));
        assertRefused(ErrorCode.EPERM, "sticky", () -> bob.rmdir("tmp/d"));
        assertRefused(ErrorCode.EPERM, "sticky", () -> bob.rename("tmp/f", "open/f"));
        assertRefused(ErrorCode.EPERM, "sticky", () -> bob.rename("tmp/b", "tmp/f"));
        assertRefused(ErrorCode.EPERM, "owner", () -> bob.setXattr("tmp", "user.a", "x"));
        bob.rename("tmp/b", "tmp/c");
        ann.unlink("tmp/f");
        root.rmdir("tmp/d");
        root.chown("tmp", 3000, 300);
        eve.unlink("tmp/c");
        eve.setXattr("tmp", "user.a", "x");
    }

    @Test
    void modeAndTimesAreTheOwners() {
        ann.create("open/f", 0666);
        Instant then = Instant.parse("2020-01-01T00:00:00.123456789Z");
        var times = new AttributeChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(then),
                Optional.of(then.plusNanos(1)));
        assertRefused(ErrorCode.EPERM, "owner", () -> bob.chmod("open/f", 0777));
        assertRefused(ErrorCode.EPERM, "owner", () -> bob.change("open/f", times));
        Attributes changed = ann.change("open/f", times);
        assertThat(changed.atime()).isEqualTo(then);
        assertThat(changed.mtime()).isEqualTo(then.plusNanos(1));
        ann.symlink("open/l", "x");
        assertRefused(ErrorCode.EOPNOTSUPP, () -> ann.chmod("open/l", 0700));
        ann.change("open/l", times);
        ann.chgrp("open/l", 200);
    }

    @Test
    void whoeverMayWriteMaySetTheTimesToNow() {
        ann.create("open/f", 0666);
        ann.chmod("open/f", 0664);
        shard.clock.advance(Duration.ofSeconds(1));
        Attributes touched = bob.touch("open/f");
        assertThat(touched.mtime()).isEqualTo(touched.atime()).isEqualTo(touched.ctime());
        assertThat(touched.crtime()).isEqualTo(touched.mtime().minusSeconds(1));
        assertRefused(ErrorCode.EACCES, () -> eve.touch("open/f"));
        ann.chmod("open/f", 0);
        ann.touch("open/f");
        assertRefused(ErrorCode.EACCES, () -> bob.touch("open/f"));
    }

    @Test
    void anOwnerGivesAFileToOwnGroupsAndToNobodyElse() {
        ann.create("open/f", 0666);
        assertThat(ann.chgrp("open/f", 200).gid()).isEqualTo(200);
        assertThat(ann.chown("open/f", 1000, 100).gid()).isEqualTo(100);
        assertRefused(ErrorCode.EPERM, "owner", () -> ann.chgrp("open/f", 300));
        assertRefused(ErrorCode.EPERM, "owner", () -> ann.chown("open/f", 2000, 100));
        assertRefused(ErrorCode.EPERM, "owner", () -> bob.chgrp("open/f", 100));
        root.chown("open/f", 2000, 300);
        bob.chgrp("open/f", 300);
        assertRefused(ErrorCode.EPERM, "owner", () -> ann.chgrp("open/f", 100));
    }

    @Test
    void attributesArePrivateToWhoMayReadAndTrustedOnesToAdministrators() {
        ann.create("open/f", 0600);
        ann.setXattr("open/f", "user.a", "1");
        root.setXattr("open/f", "trusted.a", "2");
        root.setXattr("open/f", "security.a", "3");
        assertRefused(ErrorCode.EACCES, () -> bob.xattr("open/f", "user.a"));
        assertThat(ann.xattr("open/f", "trusted.a")).isEmpty();
        assertThat(ann.xattr("open/f", "security.a")).isPresent();
        assertThat(root.xattr("open/f", "trusted.a")).isPresent();
        assertThat(bob.xattrNames("open/f")).hasSize(3);
        assertRefused(ErrorCode.EPERM, "privilege", () -> ann.setXattr("open/f", "trusted.a", "x"));
        assertRefused(ErrorCode.EPERM, "privilege", () -> ann.removeXattr("open/f", "security.a"));
        assertRefused(ErrorCode.EACCES, () -> bob.setXattr("open/f", "user.b", "x"));
        Set<Bytes> asked = Set.of(Bytes.utf8("user.a"), Bytes.utf8("trusted.a"));
        InodeNumber inode = ann.stat("open/f").inode();
        assertThat(shard.archive()
                        .views(bob.context(), List.of(inode), asked)
                        .getFirst()
                        .xattrs())
                .isEmpty();
        assertThat(shard.archive()
                        .views(ann.context(), List.of(inode), asked)
                        .getFirst()
                        .xattrs())
                .containsOnlyKeys(Bytes.utf8("user.a"));
        assertThat(shard.contents()
                        .plan(ann.context(), FileRef.inode(inode), 0, 1, asked)
                        .file()
                        .xattrs())
                .containsOnlyKeys(Bytes.utf8("user.a"));
    }

    @Test
    void anImplicitDirectoryIsNotForEverybodyToClaim() {
        shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS);
        var put = new PutRequest(
                PosixCalls.at("bucket/a/f"),
                PutRequest.Parents.IMPLIED,
                new NewContent.Empty(),
                TestShard.TAG,
                0666,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                Condition.ALWAYS);
        shard.namespace().put(shard.context(), put);
        assertRefused(ErrorCode.EACCES, () -> eve.mkdir("bucket/a", 0777));
        root.chmod("bucket", 0777);
        assertRefused(
                ErrorCode.EACCES,
                () -> eve.make(
                        "bucket/a",
                        new NewEntry.Directory(
                                0777, NewEntry.NameRule.INHERIT, Map.of(Bytes.utf8("user.a"), Bytes.EMPTY))));
        assertThat(eve.mkdir("bucket/a", 0777).origin()).isEqualTo(Attributes.Origin.EXPLICIT);
    }

    @Test
    void aListingOfKeysPassesOverWhatTheCallerMayNotList() {
        InodeNumber bucket =
                shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS).inode();
        for (String directory : List.of("bucket/a", "bucket/m", "bucket/m/n", "bucket/z")) {
            shard.makeDirectory(directory);
            shard.put(directory + "/key", 1);
        }
        List<String> all = List.of("a/", "a/key", "m/", "m/key", "m/n/", "m/n/key", "z/", "z/key");
        assertThat(keys(ann, bucket, "")).isEqualTo(all);
        for (int mode : List.of(0711, 0744)) {
            root.chmod("bucket/m", mode);
            assertThat(keys(root, bucket, "")).isEqualTo(all);
            assertThat(keys(ann, bucket, "")).containsExactly("a/", "a/key", "m/", "z/", "z/key");
            assertThat(keys(ann, bucket, "m/")).containsExactly("m/");
            assertThat(keys(ann, bucket, "m/key")).isEmpty();
            assertThat(keys(ann, bucket, "m/n/")).isEmpty();
        }
        root.chmod("bucket", 0711);
        assertRefused(ErrorCode.EACCES, () -> keys(ann, bucket, ""));
    }

    private List<String> keys(PosixCalls calls, InodeNumber bucket, String prefix) {
        List<String> keys = new ArrayList<>();
        Optional<Bytes> after = Optional.empty();
        do {
            var request = new ObjectListRequest(bucket, Bytes.utf8(prefix), Bytes.EMPTY, after, 2);
            ObjectPage page = shard.namespace().listObjects(calls.context(), request);
            page.items().forEach(item -> keys.add(item.key().toString()));
            after = page.next();
        } while (after.isPresent());
        return keys;
    }

    @Test
    void devicesAreMadeByThePrivilegedOnly() {
        assertRefused(ErrorCode.EPERM, "privilege", () -> ann.special("open/c", FileType.CHARACTER_DEVICE, 0666, 1));
        assertRefused(ErrorCode.EPERM, "privilege", () -> ann.special("open/b", FileType.BLOCK_DEVICE, 0666, 1));
        assertRefused(ErrorCode.EINVAL, () -> root.special("open/p", FileType.FIFO, 0666, 1));
        for (FileType type : List.of(FileType.REGULAR, FileType.DIRECTORY, FileType.SYMLINK)) {
            assertRefused(ErrorCode.EINVAL, () -> root.special("open/x", type, 0666, 0));
        }
        ann.special("open/p", FileType.FIFO, 0666, 0);
        ann.special("open/s", FileType.SOCKET, 0666, 0);
    }

    @Test
    void retentionKeepsNamesAndAttributes() {
        root.create("f", 0644);
        root.setXattr("f", "user.a", "1");
        root.link("f", "g");
        root.create("other", 0644);
        root.mkdir("d", 0755);
        root.retain("f");
        Attributes before = root.stat("f");
        String reason = "retention";
        assertRefused(ErrorCode.EPERM, reason, () -> root.unlink("f"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.unlink("g"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.rename("f", "h"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.rename("other", "f"));
        assertRefused(ErrorCode.EEXIST, () -> root.rename("other", "f", RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.EPERM, reason, () -> root.write("f", "x"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.chmod("f", 0600));
        assertRefused(ErrorCode.EPERM, reason, () -> root.chown("f", 1, 1));
        assertRefused(ErrorCode.EPERM, reason, () -> root.touch("f"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.setXattr("f", "user.a", "2"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.setXattr("f", "user.b", Bytes.EMPTY, XattrMode.CREATE));
        assertRefused(ErrorCode.EPERM, reason, () -> root.removeXattr("f", "user.a"));
        assertRefused(ErrorCode.EPERM, reason, () -> root.removeXattr("f", "user.none"));
        assertThat(root.stat("f")).isEqualTo(before);

        root.setXattr("f", "trusted.a", "1");
        root.setXattr("f", "security.a", "1");
        root.removeXattr("f", "trusted.a");
        root.rename("f", "g");
        assertThat(root.link("f", "d/f").linkCount()).as("D-11").isEqualTo(3);
        root.rename("d", "e");
        assertRefused(ErrorCode.ENOTEMPTY, () -> root.rmdir("e"));
    }
}
