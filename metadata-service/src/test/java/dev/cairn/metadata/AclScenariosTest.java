package dev.cairn.metadata;

import static dev.cairn.api.metadata.AclType.ACCESS;
import static dev.cairn.api.metadata.AclType.DEFAULT;
import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.acl.AclForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** ACLs decide, follow modes, are inherited, and are the attributes that Linux knows (section 27 of the reference). */
class AclScenariosTest {

    private static final String NOBODY_ELSE = "u::rwx,g::r-x,o::r-x";

    private final TestShard shard = new TestShard();
    private final PosixCalls root = PosixCalls.root(shard);
    private final PosixCalls u22222 = new PosixCalls(shard, PosixCalls.caller(22222, 0));
    private final PosixCalls g44444 = new PosixCalls(shard, PosixCalls.caller(33333, 44444));

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    @Test
    @DisplayName("AC-1 basic-posix-acl: mode bits")
    void modeBits() {
        var inGroup = new PosixCalls(shard, PosixCalls.caller(22222, 44444));
        root.mkdir("d", 0755);
        root.chown("d", 0, 44444);
        root.symlink("s", "d");
        assertRefused(ErrorCode.EACCES, () -> inGroup.create("d/f", 0666));
        // Nothing follows symlinks for the caller: what one means is the client's to say, with the same answer.
        assertRefused(ErrorCode.EACCES, () -> inGroup.create(inGroup.readlink("s") + "/f", 0666));

        root.chmod("d", 0775);

        Attributes made = inGroup.create("d/f", 0666);
        assertThat(made.uid()).isEqualTo(22222);
        assertThat(made.gid()).isEqualTo(44444);
        assertThat(made.mode()).isEqualTo(0644);
    }

    @Test
    @DisplayName("AC-1 basic-posix-acl: access ACLs of directories")
    void accessOfDirectories() {
        root.mkdir("d", 0755);
        assertRefused(ErrorCode.EACCES, () -> u22222.create("d/f", 0666));
        Attributes changed = root.setAcl("d", ACCESS, NOBODY_ELSE + ",u:22222:rwx,m::rwx");
        assertThat(changed.mode()).as("group bits are the mask").isEqualTo(0775);
        u22222.create("d/f", 0666);

        root.setAcl("d", ACCESS, NOBODY_ELSE + ",u:22222:rw-,m::rwx");
        assertRefused(ErrorCode.EACCES, () -> u22222.create("d/g", 0666));
        assertRefused(ErrorCode.EACCES, () -> u22222.stat("d/f"));
        assertRefused(ErrorCode.EACCES, () -> u22222.list("d"));
        root.setAcl("d", ACCESS, NOBODY_ELSE + ",u:22222:rw-,g:44444:rwx,m::rwx");
        assertThat(g44444.list("d")).containsExactly("f");
        g44444.create("d/g", 0666);
    }

    @Test
    @DisplayName("AC-1 basic-posix-acl: access ACLs of files and extended attributes")
    void accessOfFiles() {
        root.create("f", 0644);
        assertThat(u22222.xattrNames("f")).isEmpty();
        assertRefused(ErrorCode.EACCES, () -> u22222.setXattr("f", "user.test1", "1"));
        root.setAcl("f", ACCESS, "u::rw-,u:22222:rw-,g::r--,m::rw-,o::r--");
        u22222.setXattr("f", "user.test2", "2");
        root.setAcl("f", ACCESS, "u::rw-,g::r--,m::rw-,o::r--");
        assertRefused(ErrorCode.EACCES, () -> u22222.setXattr("f", "user.test3", "3"));
        root.setAcl("f", ACCESS, "u::rw-,g::r--,g:44444:rw-,m::rw-,o::r--");
        g44444.setXattr("f", "user.test4", "4");
        assertThat(root.xattrNames("f"))
                .containsExactlyInAnyOrder("user.test2", "user.test4", "system.posix_acl_access");
    }

    @Test
    @DisplayName("AC-1 basic-posix-acl: default ACLs")
    void defaults() {
        String withUser = "u::rwx,u:22222:rwx,g::r-x,m::rwx,o::r-x";
        root.mkdir("d", 0755);
        root.setAcl("d", DEFAULT, withUser);
        assertRefused(ErrorCode.EACCES, () -> u22222.create("d/f", 0666));
        root.setAcl("d", ACCESS, withUser);

        Attributes below = u22222.mkdir("d/below", 0777);

        assertThat(below.mode()).isEqualTo(0775);
        assertThat(below.uid()).isEqualTo(22222);
        assertThat(u22222.acl("d/below", ACCESS)).isEqualTo(withUser);
        assertThat(u22222.acl("d/below", DEFAULT)).isEqualTo(withUser);
        Attributes file = u22222.create("d/below/file", 0666);
        assertThat(file.mode()).isEqualTo(0664);
        assertThat(u22222.acl("d/below/file", ACCESS)).isEqualTo("u::rw-,u:22222:rwx,g::r-x,m::rw-,o::r--");
        assertThat(u22222.stat("d/below").size()).isEqualTo(4);
        assertRefused(ErrorCode.ENODATA, () -> u22222.acl("d/below/file", DEFAULT));
    }

    @Test
    @DisplayName("AC-2 basic-acl-consistency")
    void consistency() {
        root.mkdir("d", 02770);
        root.chown("d", 1, 100);
        root.setAcl("d", ACCESS, "u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---");
        root.setAcl("d", DEFAULT, "u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---");
        root.mkdir("d/one", 0777);
        root.chown("d/one", 2, 100);
        root.mkdir("d/one/two", 0770);
        root.chown("d/one/two", 3, 103);
        root.setAcl("d/one/two", ACCESS, "u::rwx,g::rwx,g:102:rwx,m::rwx,o::---");
        root.setAcl("d/one/two", DEFAULT, "u::rwx,g::rwx,g:101:r-x,m::rwx,o::---");
        List<String> expected = List.of(
                "d 1:100 2770 u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---"
                        + " u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---",
                "d/one 2:100 2770 u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---"
                        + " u::rwx,g::rwx,g:101:r-x,g:102:rwx,m::rwx,o::---",
                "d/one/two 3:103 2770 u::rwx,g::rwx,g:102:rwx,m::rwx,o::---"
                        + " u::rwx,g::rwx,g:101:r-x,m::rwx,o::---");
        assertThat(described(root)).isEqualTo(expected);

        shard.restart();

        assertThat(described(PosixCalls.root(shard))).isEqualTo(expected);
    }

    private static List<String> described(PosixCalls calls) {
        List<String> lines = new ArrayList<>();
        for (String path : List.of("d", "d/one", "d/one/two")) {
            Attributes directory = calls.stat(path);
            lines.add("%s %d:%d %o %s %s"
                    .formatted(
                            path,
                            directory.uid(),
                            directory.gid(),
                            directory.mode(),
                            calls.acl(path, ACCESS),
                            calls.acl(path, DEFAULT)));
        }
        return lines;
    }

    @Test
    void aListThatSaysNoMoreThanBitsIsNotKept() {
        root.create("f", 0600);
        assertThat(root.acl("f", ACCESS)).isEqualTo("u::rw-,g::---,o::---");
        assertThat(root.setAcl("f", ACCESS, "u::rwx,g::r--,o::--x").mode()).isEqualTo(0741);
        assertThat(root.xattrNames("f")).isEmpty();
        root.setAcl("f", ACCESS, "u::rwx,u:5:rwx,g::r--,m::-w-,o::---");
        assertThat(root.xattrNames("f")).containsExactly("system.posix_acl_access");
        assertThat(root.removeAcl("f", ACCESS).mode())
                .as("removal keeps the bits")
                .isEqualTo(0720);
        assertThat(root.xattrNames("f")).isEmpty();
        root.mkdir("d", 0755);
        root.setAcl("d", DEFAULT, "u::rwx,g::r--,o::--x");
        assertThat(root.acl("d", DEFAULT)).as("a default list always is").isEqualTo("u::rwx,g::r--,o::--x");
        assertThat(root.mkdir("d/e", 0777).mode()).isEqualTo(0741);
        assertThat(root.xattrNames("d/e")).containsExactly("system.posix_acl_default");
    }

    @Test
    void aChangeOfModeChangesTheList() {
        root.create("f", 0644);
        root.setAcl("f", ACCESS, "u::rw-,u:5:rwx,g::r-x,m::rwx,o::r--");
        assertThat(root.chmod("f", 0710).mode()).isEqualTo(0710);
        assertThat(root.acl("f", ACCESS)).isEqualTo("u::rwx,u:5:rwx,g::r-x,m::--x,o::---");
        var five = new PosixCalls(shard, PosixCalls.caller(5, 5));
        assertRefused(ErrorCode.EACCES, () -> five.read("f"));
        root.chmod("f", 0740);
        five.read("f");
    }

    @Test
    void onlyTheOwnerMaySetAndOnlyWhatIsValid() {
        root.mkdir("open", 0777);
        Attributes file = u22222.create("open/f", 0666);
        u22222.setAcl("open/f", ACCESS, "u::rw-,g::r--,o::---");
        assertRefused(ErrorCode.EPERM, "owner", () -> g44444.setAcl("open/f", ACCESS, "u::rw-,g::r--,o::rwx"));
        assertRefused(ErrorCode.EPERM, "owner", () -> g44444.removeAcl("open/f", ACCESS));
        assertRefused(ErrorCode.EPERM, "owner", () -> setXattr(g44444, "open/f", ACCESS, "u::rw-,g::r--,o::rwx"));
        assertRefused(ErrorCode.EINVAL, () -> u22222.setAcl("open/f", DEFAULT, "u::rw-,g::r--,o::---"));
        u22222.removeAcl("open/f", DEFAULT);
        u22222.removeXattr("open/f", "system.posix_acl_default");
        for (String malformed : List.of(
                "u::rw-,g::r--",
                "u::rw-,o::r--",
                "g::rw-,o::r--",
                "u::rw-,u::r--,g::rw-,o::r--",
                "u::rw-,u:7:r--,g::rw-,o::r--",
                "u::rw-,u:7:r--,u:7:rw-,g::rw-,m::rwx,o::r--",
                "u::rw-,g::rw-,g:7:rw-,o::r--",
                "u::rw-,g::rw-,m::rwx,m::rw-,o::r--")) {
            assertRefused(ErrorCode.EINVAL, () -> u22222.setAcl("open/f", ACCESS, malformed));
            assertRefused(ErrorCode.EINVAL, () -> setXattr(u22222, "open/f", ACCESS, malformed));
        }
        root.symlink("s", "open");
        assertRefused(ErrorCode.EOPNOTSUPP, () -> root.acl("s", ACCESS));
        assertRefused(ErrorCode.EOPNOTSUPP, () -> root.setAcl("s", ACCESS, "u::rw-,g::r--,o::---"));
        assertRefused(ErrorCode.EOPNOTSUPP, () -> setXattr(root, "s", ACCESS, "u::rw-,g::r--,o::---"));
        assertThat(root.stat("open/f").mode()).isEqualTo(0640);
        assertThat(root.stat("open/f").inode()).isEqualTo(file.inode());
    }

    @Test
    void aListHasAsManyEntriesAsItsAttributeHolds() {
        root.create("f", 0644);
        List<AclEntry> entries =
                new ArrayList<>(PosixCalls.acl("u::rw-,g::r--,m::rwx,o::r--").entries());
        for (int id = 1; entries.size() < MetadataLimits.ACL_ENTRIES_MAX; id++) {
            entries.add(new AclEntry(AclEntry.Kind.USER, id, 7));
        }
        shard.acls().setAcl(shard.context(), TestShard.file("f"), ACCESS, new Acl(entries));
        assertThat(root.xattr("f", "system.posix_acl_access").orElseThrow().length())
                .isEqualTo(4 + 8 * MetadataLimits.ACL_ENTRIES_MAX);
        entries.add(new AclEntry(AclEntry.Kind.GROUP, 1, 7));
        assertRefused(
                ErrorCode.E2BIG,
                () -> shard.acls().setAcl(shard.context(), TestShard.file("f"), ACCESS, new Acl(entries)));
    }

    @Test
    void theAttributeIsTheList() {
        root.mkdir("d", 0700);
        String text = "u::rwx,u:7:r-x,g::---,g:8:-w-,m::rw-,o::--x";
        setXattr(root, "d", ACCESS, text);
        setXattr(root, "d", DEFAULT, text);
        assertThat(root.acl("d", ACCESS)).isEqualTo(text);
        assertThat(root.acl("d", DEFAULT)).isEqualTo(text);
        assertThat(root.stat("d").mode()).isEqualTo(0761);
        assertThat(root.xattr("d", "system.posix_acl_access")).contains(AclForm.encode(PosixCalls.acl(text)));
        root.chmod("d", 0712);
        assertThat(root.xattr("d", "system.posix_acl_access"))
                .contains(AclForm.encode(PosixCalls.acl("u::rwx,u:7:r-x,g::---,g:8:-w-,m::--x,o::-w-")));
        assertRefused(
                ErrorCode.EEXIST,
                () -> root.setXattr("d", "system.posix_acl_access", AclForm.encode(Acl.ofMode(0)), XattrMode.CREATE));
        root.setXattr("d", "system.posix_acl_access", Bytes.wrap(new byte[] {2, 0, 0, 0}), XattrMode.REPLACE);
        root.removeXattr("d", "system.posix_acl_default");
        assertThat(root.xattrNames("d")).isEmpty();
        assertThat(root.stat("d").mode()).isEqualTo(0712);
        assertRefused(
                ErrorCode.ENODATA,
                () -> root.setXattr("d", "system.posix_acl_access", AclForm.encode(Acl.ofMode(0)), XattrMode.REPLACE));
        assertRefused(
                ErrorCode.EOPNOTSUPP,
                () -> root.setXattr("d", "system.posix_acl_other", Bytes.EMPTY, XattrMode.CREATE));
        assertRefused(
                ErrorCode.EOPNOTSUPP,
                () -> root.setXattr(
                        "d", "system.posix_acl_access", Bytes.wrap(new byte[] {3, 0, 0, 0}), XattrMode.CREATE));
        assertRefused(
                ErrorCode.EINVAL, () -> root.setXattr("d", "system.posix_acl_access", Bytes.EMPTY, XattrMode.CREATE));
    }

    private static void setXattr(PosixCalls calls, String path, AclType type, String text) {
        calls.setXattr(
                path, type.xattr().toString(), AclForm.encode(PosixCalls.acl(text)), XattrMode.CREATE_OR_REPLACE);
    }

    @Test
    void retentionDoesNotProtectAclsAndTheyChangeNoTimeButCtime() {
        root.create("f", 0644);
        root.retain("f");
        Attributes before = root.stat("f");
        shard.clock.advance(Duration.ofSeconds(1));

        Attributes after = root.setAcl("f", ACCESS, "u::rwx,u:5:rwx,g::r--,m::rwx,o::---");

        assertThat(after.mode()).isEqualTo(0770);
        assertThat(after.ctime()).isAfter(before.ctime());
        assertThat(after.mtime()).isEqualTo(before.mtime());
        assertThat(after.dataSeq()).isEqualTo(before.dataSeq());
        assertThat(after.metaSeq()).isGreaterThan(before.metaSeq());
        Attributes same = root.removeAcl("f", DEFAULT);
        assertThat(same).as("there was none").isEqualTo(after);
    }

    @Test
    void inheritedListsAreCutDownToTheModeAndTheUmaskIsIgnored() {
        root.mkdir("d", 0777);
        root.setAcl("d", ACCESS, "u::rwx,g::rwx,o::rwx");
        root.setAcl("d", DEFAULT, "u::rwx,u:9:rwx,g::rwx,m::rwx,o::rwx");
        assertThat(u22222.create("d/file", 0640).mode()).isEqualTo(0640);
        assertThat(u22222.acl("d/file", ACCESS)).isEqualTo("u::rw-,u:9:rwx,g::rwx,m::r--,o::---");
        assertThat(u22222.special("d/fifo", FileType.FIFO, 0666, 0).mode()).isEqualTo(0666);
        assertThat(u22222.acl("d/fifo", ACCESS)).isEqualTo("u::rw-,u:9:rwx,g::rwx,m::rw-,o::rw-");
        u22222.symlink("d/symlink", "x");
        assertThat(root.xattrNames("d/symlink")).isEmpty();
        root.unlink("d/file");
        shard.reap();
    }
}
