package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.ContentLocks;
import dev.cairn.metadata.archive.Reaper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What nobody refers to is freed, and what somebody still reads is not. */
class ReaperTest {

    private final TestShard shard = new TestShard();
    private final Set<ContentId> beingRead = new HashSet<>();
    private final ContentLocks locks =
            content -> beingRead.contains(content) ? Optional.empty() : Optional.of(() -> {});

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private void sweep() {
        Reaper reaper = shard.reaper(locks);
        while (reaper.sweepAged() + reaper.sweep() > 0) {
            // A sweep may leave work for the next one.
        }
    }

    private List<Extent> extents(ContentId content) {
        return shard.contents().extents(shard.context(), content, 1, 0, Long.MAX_VALUE, 10);
    }

    @Test
    void aFileThatIsBeingReadIsFreedAfterwards() {
        Attributes file = shard.put("file", 10_000);
        beingRead.add(file.content());
        shard.remove("file");
        sweep();
        assertThat(extents(file.content())).isNotEmpty();
        assertThat(shard.liveBytes()).isEqualTo(10_000);
        beingRead.clear();
        sweep();
        assertThat(shard.liveBytes()).isZero();
        assertThatThrownBy(() -> extents(file.content()))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOENT));
        assertThatThrownBy(() -> shard.namespace().lookup(shard.context(), FileRef.inode(file.inode()), Set.of()))
                .isInstanceOf(CairnException.class);
    }

    @Test
    void theOldBytesOfAReplacedFileAreFreed() {
        Attributes first = shard.put("file", 10_000);
        beingRead.add(first.content());
        shard.put("file", 20_000);
        sweep();
        assertThat(shard.liveBytes()).isEqualTo(30_000);
        beingRead.clear();
        sweep();
        assertThat(shard.liveBytes()).isEqualTo(20_000);
    }

    @Test
    void manyReadersDoNotHoldUpTheRest() {
        for (int i = 0; i < 250; i++) {
            beingRead.add(shard.put("read" + i, 10).content());
        }
        for (int i = 0; i < 10; i++) {
            shard.put("unread" + i, 1_000_000);
        }
        for (int i = 0; i < 250; i++) {
            shard.remove("read" + i);
        }
        for (int i = 0; i < 10; i++) {
            shard.remove("unread" + i);
        }
        sweep();
        assertThat(shard.liveBytes()).isEqualTo(2_500);
    }

    @Test
    void aFileWithVeryMuchToFreeIsFreedWhole() {
        ContentId content = shard.contents().begin(shard.context());
        long size = 0;
        for (int call = 0; call < 3; call++) {
            List<Extent> extents = new ArrayList<>();
            for (int i = 0; i < MetadataLimits.EXTENTS_PER_CALL_MAX; i++) {
                extents.add(shard.extent(size, 10));
                size += 10;
            }
            shard.contents().append(shard.context(), content, extents);
        }
        Attributes file = shard.put("file", new NewContent.Built(content, size));
        for (int i = 0; i < 1200; i++) {
            shard.namespace()
                    .setXattr(
                            shard.context(),
                            FileRef.inode(file.inode()),
                            Bytes.utf8("user." + i),
                            Bytes.EMPTY,
                            XattrMode.CREATE);
        }
        assertThat(shard.liveBytes()).isEqualTo(size);
        shard.remove("file");
        sweep();
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    void aBodyThatNobodyFinishedIsFreedAfterADay() {
        ContentId content = shard.contents().begin(shard.context());
        shard.contents().append(shard.context(), content, List.of(shard.extent(0, 500)));
        shard.clock.advance(Duration.ofHours(23));
        sweep();
        assertThat(shard.liveBytes()).isEqualTo(500);
        shard.clock.advance(Duration.ofHours(2));
        sweep();
        assertThat(shard.liveBytes()).isZero();
        assertThatThrownBy(() -> shard.contents().append(shard.context(), content, List.of(shard.extent(500, 1))))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENOENT));
    }

    @Test
    void aBodyThatWasGivenUpIsFreed() {
        ContentId content = shard.contents().begin(shard.context());
        shard.contents().append(shard.context(), content, List.of(shard.extent(0, 500)));
        shard.contents().drop(shard.context(), content);
        shard.contents().drop(shard.context(), content);
        sweep();
        assertThat(shard.liveBytes()).isZero();
    }
}
