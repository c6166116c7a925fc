package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.caller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where set-user-id and set-group-id bits come from, and when they go away. */
class SetIdBitsTest {

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
        shard.close();
    }

    @Test
    @DisplayName("AD-6 xfstests: set-group-id inheritance")
    void theSetGroupIdBitOfADirectoryIsInherited() {
        root.mkdir("open/shared", 02777);
        root.chown("open/shared", 0, 500);
        assertThat(root.stat("open/shared").mode()).isEqualTo(02777);

        Attributes directory = ann.mkdir("open/shared/d", 0755);
        Attributes file = ann.create("open/shared/f", 02775);
        Attributes ordinary = ann.create("open/f", 02775);

        assertThat(directory.gid()).isEqualTo(500);
        assertThat(directory.mode()).isEqualTo(02755);
        assertThat(ann.mkdir("open/shared/d/e", 0700).mode()).isEqualTo(02700);
        assertThat(file.gid()).isEqualTo(500);
        assertThat(file.mode()).as("ann is not in the group").isEqualTo(0755);
        assertThat(ordinary.gid()).isEqualTo(100);
        assertThat(ordinary.mode()).isEqualTo(02755);
        assertThat(ann.symlink("open/shared/l", "x").gid()).isEqualTo(500);
    }

    @Test
    void anotherOwnerTakesTheSetIdBits() {
        ann.create("open/f", 0666);
        ann.chmod("open/f", 06755);
        assertThat(root.chown("open/f", 2000, 100).mode()).isEqualTo(0755);
        bob.chmod("open/f", 06745);
        assertThat(bob.chgrp("open/f", 100).mode())
                .as("without group execution it is a lock")
                .isEqualTo(02745);
        ann.mkdir("open/d", 0755);
        ann.chmod("open/d", 06755);
        assertThat(ann.chgrp("open/d", 200).mode()).as("directories keep them").isEqualTo(06755);
        var both = new AttributeChange(
                Optional.of(04755), Optional.of(1000), Optional.of(200), Optional.empty(), Optional.empty());
        assertThat(root.change("open/f", both).mode())
                .as("a mode that is given counts")
                .isEqualTo(04755);
    }

    @Test
    void theSetGroupIdBitNeedsMembership() {
        ann.create("open/f", 0666);
        root.chown("open/f", 1000, 300);
        assertThat(ann.chmod("open/f", 06755).mode()).isEqualTo(04755);
        assertThat(ann.chmod("open/f", 01777).mode()).isEqualTo(01777);
        assertThat(root.chmod("open/f", 06755).mode()).isEqualTo(06755);
        root.mkdir("open/d", 02755);
        root.chown("open/d", 1000, 300);
        assertThat(ann.setAcl("open/d", AclType.ACCESS, "u::rwx,u:1:rwx,g::---,m::---,o::---")
                        .mode())
                .as("an ACL changes the mode too")
                .isEqualTo(0700);
    }

    @Test
    void writingTakesTheSetIdBits() {
        ann.create("open/f", 0666);
        ann.chmod("open/f", 06776);
        assertThat(root.write("open/f", "x").mode()).isEqualTo(06776);
        assertThat(eve.write("open/f", "y").mode()).isEqualTo(0776);
        ann.chmod("open/f", 06766);
        assertThat(ann.write("open/f", "z").mode()).isEqualTo(02766);
        assertThat(eve.write("open/f", "z").mode()).isEqualTo(0766);
    }
}
