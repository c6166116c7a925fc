package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that did not hear the answer asks again, perhaps of the next leader: the change is done once, the answer is the same. */
class ExactlyOnceTest {

    private final TestShard shard = new TestShard();

    @AfterEach
    void close() {
        shard.close();
    }

    private <R> void assertOnce(Function<CallContext, R> change) {
        CallContext context = shard.context();
        R first = change.apply(context);
        long seq = shard.archive().stableSeq(context);
        assertThat(change.apply(context)).isEqualTo(first);
        shard.restart();
        assertThat(change.apply(context)).isEqualTo(first);
        assertThat(shard.archive().stableSeq(context)).isEqualTo(seq);
    }

    @Test
    void aChangeIsDoneOnce() {
        assertOnce(context -> shard.namespace()
                .create(
                        context,
                        path("d"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(0755, NewEntry.NameRule.POSIX, Map.of())));
        var content = shard.stored(100);
        assertOnce(context -> shard.namespace().put(context, TestShard.putOf(path("d/file"), content)));
        assertThat(shard.stat("d/file").dataVersion()).isEqualTo(1);
        assertOnce(context -> shard.namespace().link(context, TestShard.file("d/file"), path("d/link")));
        assertThat(shard.stat("d/file").linkCount()).isEqualTo(2);
        assertOnce(context -> {
            shard.namespace().rename(context, path("d/file"), path("d/moved"), RenameMode.REPLACE);
            return true;
        });
        var remove = new RemoveRequest(path("d/moved"), FileRef.Want.ANY, RemoveRequest.Emptied.KEEP, Condition.ALWAYS);
        assertOnce(context -> shard.namespace().remove(context, remove));
        assertThat(shard.stat("d/link").linkCount()).isEqualTo(1);
        assertOnce(context -> shard.contents().begin(context));
        var upload = new UploadRequest(InodeNumber.ROOT, Bytes.utf8("key"), Map.of());
        assertOnce(context -> shard.uploads().begin(context, upload));
        assertThat(shard.uploads().list(shard.context(), InodeNumber.ROOT, Bytes.EMPTY, Optional.empty(), 10))
                .hasSize(1);
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
    }

    @Test
    void aRefusedChangeMayBeAskedForAgain() {
        CallContext context = shard.context();
        var put = TestShard.putOf(path("d/file"), shard.stored(1));
        assertThatThrownBy(() -> shard.namespace().put(context, put))
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.ENOENT));
        shard.makeDirectory("d");
        assertThat(shard.namespace().put(shard.context(), put).created()).isTrue();
    }
}
