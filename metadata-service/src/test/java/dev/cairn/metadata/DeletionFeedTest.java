package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.metadata.archive.Reaper;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The deletion feed tells every end of an inode that a walk could have shown, and forgets it after its retention. */
class DeletionFeedTest {

    private static final Duration RETENTION = Reaper.DELETION_RETENTION;

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    private DeletionPage all() {
        return shard.archive().deletions(shard.context(), SeqPosition.START, 10_000);
    }

    @Test
    void oldDeletionsAreForgottenAndItIsSaidUpToWhere() {
        shard.put("old", 0);
        shard.remove("old");
        long oldSeq = all().deletions().getFirst().position().seq();
        shard.clock.advance(RETENTION.dividedBy(2));
        shard.put("young", 0);
        shard.remove("young");
        shard.clock.advance(RETENTION.dividedBy(2));
        shard.reap();
        assertThat(all().deletions()).hasSize(2);
        assertThat(all().trimmedSeq()).isZero();
        shard.clock.advance(Duration.ofMillis(1));
        shard.reap();
        assertThat(all().deletions()).extracting(it -> it.lastPath().toString()).containsExactly("young");
        assertThat(all().trimmedSeq()).isEqualTo(oldSeq);
    }

    @Test
    void sequencesDoNotGoBackWhenTheLastDeletionIsForgotten() {
        shard.makeDirectory("dir");
        shard.put("dir/file", 100);
        shard.remove("dir/file");
        shard.reap();
        long stable = shard.archive().stableSeq(shard.context());
        shard.clock.advance(RETENTION.plusDays(1));
        shard.reap();
        assertThat(all().deletions()).isEmpty();
        assertThat(shard.archive().stableSeq(shard.context())).isGreaterThanOrEqualTo(stable);
        shard.restart();
        assertThat(shard.archive().stableSeq(shard.context())).isGreaterThanOrEqualTo(stable);
        assertThat(shard.put("again", 0).metaSeq()).isGreaterThan(stable);
    }

    @Test
    void veryManyAreForgottenInSteps() {
        for (int i = 0; i < 2_500; i++) {
            shard.put("file", 0);
            shard.remove("file");
        }
        shard.reap();
        shard.clock.advance(RETENTION.plusDays(1));
        shard.reap();
        assertThat(all().deletions()).isEmpty();
    }

    @Test
    void whatChangedAfterItLostItsNameIsToldAgainWhenItIsGone() {
        Attributes untouched = shard.put("untouched", 0);
        Attributes changed = shard.put("changed", 0);
        Handle first = calls.open("untouched");
        Handle second = calls.open("changed");
        shard.remove("untouched");
        shard.remove("changed");
        shard.namespace()
                .setXattr(shard.context(), OpenCalls.held(second), Bytes.utf8("user.a"), Bytes.EMPTY, XattrMode.CREATE);
        assertThat(all().deletions()).hasSize(2);
        calls.close(first);
        calls.close(second);
        shard.reap();
        assertThat(all().deletions())
                .extracting(it -> it.position().inode() + " " + it.lastPath())
                .containsExactly(untouched.inode() + " untouched", changed.inode() + " changed", changed.inode() + " ");
    }
}
