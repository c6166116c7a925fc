package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What links, symlinks and removals refuse. */
class LinksAndRemovalsTest {

    private final TestShard shard = new TestShard();
    private final PosixCalls a = PosixCalls.root(shard);

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    @Test
    void removalsHaveTheirErrors() {
        a.mkdir("d", 0755);
        a.mkdir("d/e", 0755);
        a.create("f", 0644);
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rmdir("d"));
        assertRefused(ErrorCode.ENOTDIR, () -> a.rmdir("f"));
        assertRefused(ErrorCode.EISDIR, () -> a.unlink("d"));
        assertRefused(ErrorCode.EINVAL, () -> a.rmdir("d/."));
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rmdir("d/.."));
        assertRefused(ErrorCode.ENOENT, () -> a.rmdir("d/none"));
        InodeNumber removed = a.stat("d/e").inode();
        a.rmdir("d/e");
        assertRefused(
                ErrorCode.ENOENT,
                () -> shard.namespace()
                        .create(
                                a.context(),
                                new EntryPath(removed, List.of(Bytes.utf8("x"))),
                                PutRequest.Parents.REQUIRED,
                                new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of())));
    }

    @Test
    void symlinksHaveTheirLimits() {
        assertRefused(ErrorCode.ENOENT, () -> a.symlink("l", ""));
        assertRefused(ErrorCode.ENAMETOOLONG, () -> a.symlink("l", "x".repeat(4096)));
        Attributes symlink = a.symlink("l", "x".repeat(4095));
        assertThat(symlink.size()).as("D-12").isEqualTo(4095);
        assertThat(a.readlink("l")).isEqualTo(Bytes.utf8("x".repeat(4095)));
        assertRefused(ErrorCode.EEXIST, () -> a.symlink("l", "y"));
        assertThat(a.link("l", "m").linkCount()).isEqualTo(2);
    }

    @Test
    void linksHaveTheirErrors() {
        a.mkdir("d", 0755);
        a.create("f", 0644);
        assertRefused(ErrorCode.EPERM, () -> a.link("d", "e"));
        assertRefused(ErrorCode.EEXIST, () -> a.link("f", "d"));
        assertRefused(ErrorCode.EEXIST, () -> a.link("f", "f"));
        assertRefused(ErrorCode.ENOENT, () -> a.link("none", "e"));
        assertRefused(ErrorCode.ENOTDIR, () -> a.link("f", "f/e"));
        InodeNumber removed = a.unlink("f").inode();
        assertRefused(
                ErrorCode.ENOENT,
                () -> shard.namespace().link(a.context(), FileRef.inode(removed), PosixCalls.at("e")));
        a.create("g", 0644);
        setLinks("g", Integer.MAX_VALUE);
        assertRefused(ErrorCode.EMLINK, () -> a.link("g", "h"));
        setLinks("g", 1);
    }

    private void setLinks(String path, long links) {
        shard.step(transaction -> {
            var inode = transaction.inode(a.stat(path).inode());
            inode.linkCount = links;
            transaction.store(inode);
            return true;
        });
    }

    @Test
    void removingWithAConditionIsCheckedAfterPermission() {
        a.mkdir("d", 0755);
        a.create("d/f", 0644);
        var nobody = new PosixCalls(shard, PosixCalls.caller(9, 9));
        assertRefused(
                ErrorCode.EACCES,
                () -> shard.namespace()
                        .remove(
                                nobody.context(),
                                new RemoveRequest(
                                        PosixCalls.at("d/f"),
                                        FileRef.Want.ANY,
                                        RemoveRequest.Emptied.KEEP,
                                        new Condition.DataVersionIs(77))));
    }
}
