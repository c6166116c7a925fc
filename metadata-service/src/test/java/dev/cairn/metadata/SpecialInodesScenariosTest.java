package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifos, sockets and devices are inodes like others, without data. */
class SpecialInodesScenariosTest {

    @ParameterizedTest
    @EnumSource(
            value = FileType.class,
            names = {"FIFO", "SOCKET", "CHARACTER_DEVICE", "BLOCK_DEVICE"})
    @DisplayName("X-38 special inodes")
    void specialInodes(FileType type) {
        try (var shard = new TestShard()) {
            var root = PosixCalls.root(shard);
            int number = type.isDevice() ? 0xFEDC_BA98 : 0;
            Attributes made = root.special("node", type, 0640, number);
            assertThat(made.type()).isEqualTo(type);
            assertThat(made.deviceNumber()).isEqualTo(number);
            assertThat(made.size() + made.onlineBlocks() + made.offlineBlocks() + made.dataVersion())
                    .isZero();
            assertRefused(ErrorCode.EEXIST, () -> root.special("node", type, 0640, number));

            root.mkdir("d", 0755);
            root.rename("node", "d/renamed");
            root.link("d/renamed", "linked");
            root.setXattr("linked", "trusted.a", "1");
            root.setAcl("linked", AclType.ACCESS, "u::rwx,u:7:rw-,g::r--,m::rw-,o::---");
            assertThat(root.xattrNames("linked")).containsExactlyInAnyOrder("trusted.a", "system.posix_acl_access");
            assertRefused(ErrorCode.EPERM, () -> root.setXattr("linked", "user.a", "1"));
            assertThat(root.xattr("linked", "user.a")).isEmpty();

            shard.restart();

            Attributes found = root.stat("d/renamed");
            assertThat(found.inode()).isEqualTo(made.inode());
            assertThat(found.linkCount()).isEqualTo(2);
            assertThat(found.mode()).isEqualTo(0760);
            assertThat(found.deviceNumber()).isEqualTo(number);
            assertThat(walk(shard, SeqIndex.META)).contains(made.inode());
            assertThat(walk(shard, SeqIndex.DATA)).doesNotContain(made.inode());
            refusesArchiveCalls(shard, root, FileRef.inode(made.inode()));
            assertRefused(ErrorCode.EINVAL, "type", () -> root.read("linked"));
            assertRefused(ErrorCode.EINVAL, "type", () -> root.write("linked", "x"));

            root.unlink("linked");
            root.unlink("d/renamed");
            shard.reap();
            shard.read(tree -> {
                ShardChecker.check(tree);
                return true;
            });
        }
    }

    private static List<InodeNumber> walk(TestShard shard, SeqIndex index) {
        return shard
                .archive()
                .changes(shard.context(), ChangeQuery.positions(index, SeqPosition.START, 1000))
                .changes()
                .stream()
                .map(SeqPosition::inode)
                .toList();
    }

    /** Before any argument is looked at (CAL-6). */
    private static void refusesArchiveCalls(TestShard shard, PosixCalls root, FileRef node) {
        var archive = shard.archive();
        assertRefused(ErrorCode.ENOTTY, () -> archive.release(root.context(), node, 1, -1, 99));
        assertRefused(ErrorCode.ENOTTY, () -> archive.release(root.context(), node, 0, 0, 0));
        assertRefused(ErrorCode.ENOTTY, () -> archive.checkStage(root.context(), node, 1, -1, 99));
        assertRefused(ErrorCode.ENOTTY, () -> archive.stage(root.context(), node, 1, new NewContent.Empty(), 99));
        assertRefused(ErrorCode.ENOTTY, () -> archive.recall(root.context(), node, Duration.ZERO));
        assertRefused(
                ErrorCode.ENOTTY, () -> archive.awaitOnline(root.context(), node, -1, 0, WaitOp.READ, Duration.ZERO));
    }
}
