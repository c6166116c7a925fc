package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who needs offline data is seen by archive agents, gets it when it is there, and is told when it will not come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RecallTest {

    private static final Executor THREADS = Thread::startVirtualThread;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestShard shard = new TestShard();

    @AfterEach
    void close() {
        shard.close();
    }

    private Attributes offlineFile(String name, int blocks) {
        Attributes file = shard.put(name, (long) blocks * BLOCK);
        return shard.release(file, 0, (long) blocks * BLOCK);
    }

    private static FileRef ref(Attributes file) {
        return FileRef.inode(file.inode());
    }

    private CompletableFuture<Void> reader(Attributes file, long offset, long length) {
        CallContext context = shard.context();
        return CompletableFuture.runAsync(
                () -> shard.archive().awaitOnline(context, ref(file), offset, length, WaitOp.READ, LONG), THREADS);
    }

    private List<Waiting> waiting() {
        return shard.archive().waiting(shard.context(), Waiting.Cursor.START, 100, Duration.ZERO);
    }

    private void stage(Attributes file, long offset, long length) {
        shard.archive().stage(shard.context(), ref(file), offset, shard.stored(length), file.dataVersion());
    }

    private static ErrorCode errorOf(CompletableFuture<?> call) {
        try {
            call.join();
            throw new AssertionError("the call was to fail");
        } catch (CompletionException e) {
            if (e.getCause() instanceof CairnException refusal) {
                return refusal.code();
            }
            throw e;
        }
    }

    @Test
    void aReaderWaitsAtItsFirstMissingBlockUntilAllItNeedsIsThere() {
        Attributes file = offlineFile("file", 8);
        CompletableFuture<Void> reader = reader(file, 2 * BLOCK + 5, 3 * BLOCK);
        Await.until("the reader waits", () -> waiting().equals(List.of(at(file, 2, WaitOp.READ))));
        stage(file, 2 * BLOCK, 2 * BLOCK);
        Await.until("it waits for more", () -> waiting().equals(List.of(at(file, 4, WaitOp.READ))));
        assertThat(reader).isNotDone();
        stage(file, 4 * BLOCK, 2 * BLOCK);
        reader.join();
        assertThat(waiting()).isEmpty();
    }

    private static Waiting at(Attributes file, long block, WaitOp op) {
        return new Waiting(file.inode(), block, op.bit(), file.dataVersion());
    }

    @Test
    void whatIsOnlineIsNotWaitedFor() {
        Attributes file = offlineFile("file", 8);
        stage(file, 0, 2 * BLOCK);
        shard.archive().awaitOnline(shard.context(), ref(file), 0, 2 * BLOCK, WaitOp.READ, Duration.ZERO);
        assertThatThrownBy(() -> shard.archive()
                        .awaitOnline(shard.context(), ref(file), BLOCK, 2 * BLOCK, WaitOp.READ, Duration.ZERO))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFLINE))
                .hasMessageContaining("block 2 ");
    }

    @Test
    void anAgentThatPollsIsToldAtOnce() {
        Attributes file = offlineFile("file", 1);
        CallContext context = shard.context();
        CompletableFuture<List<Waiting>> poll = CompletableFuture.supplyAsync(
                () -> shard.archive().waiting(context, Waiting.Cursor.START, 10, LONG), THREADS);
        CompletableFuture<Void> reader = reader(file, 0, BLOCK);
        assertThat(poll.join()).containsExactly(at(file, 0, WaitOp.READ));
        stage(file, 0, BLOCK);
        reader.join();
    }

    @Test
    void theListIsReadInPages() {
        List<Attributes> files = List.of(offlineFile("a", 1), offlineFile("b", 1), offlineFile("c", 1));
        files.forEach(file -> shard.archive().recall(shard.context(), ref(file), LONG));
        var cursor = Waiting.Cursor.START;
        for (Attributes file : files) {
            List<Waiting> page = shard.archive().waiting(shard.context(), cursor, 1, Duration.ZERO);
            assertThat(page).containsExactly(at(file, 0, WaitOp.READ));
            cursor = page.getFirst().cursor();
        }
        assertThat(shard.archive().waiting(shard.context(), cursor, 1, Duration.ZERO))
                .isEmpty();
        assertThat(shard.archive().waiting(shard.context(), Waiting.Cursor.START, 0, LONG))
                .isEmpty();
    }

    @Test
    void anAgentFailsThoseItMeansAndNoOthers() {
        Attributes file = offlineFile("file", 8);
        CompletableFuture<Void> first = reader(file, 0, BLOCK);
        CompletableFuture<Void> second = reader(file, 4 * BLOCK, BLOCK);
        Await.until("both wait", () -> waiting().size() == 2);
        int failed = shard.archive()
                .failWaiting(shard.context(), file.inode(), 4 * BLOCK, BLOCK, EnumSet.of(WaitOp.READ), ErrorCode.EIO);
        assertThat(failed).isEqualTo(1);
        assertThat(errorOf(second)).isEqualTo(ErrorCode.EIO);
        assertThat(first).isNotDone();
        int others = shard.archive()
                .failWaiting(shard.context(), file.inode(), 0, BLOCK, EnumSet.of(WaitOp.CHANGE_SIZE), ErrorCode.EIO);
        assertThat(others).isZero();
        stage(file, 0, BLOCK);
        first.join();
    }

    @Test
    void aRecallLastsUntilTheDataIsThereAndIsKeptForItsTime() {
        Attributes file = offlineFile("file", 2);
        Duration days = Duration.ofDays(3);
        assertThat(shard.archive().recall(shard.context(), ref(file), days)).isEqualTo(RecallOutcome.QUEUED);
        assertThat(shard.archive().recall(shard.context(), ref(file), days)).isEqualTo(RecallOutcome.ALREADY_QUEUED);
        assertThat(shard.stat("file").restore().isRequested()).isTrue();
        shard.restart();
        assertThat(waiting()).containsExactly(at(file, 0, WaitOp.READ));
        stage(file, 0, BLOCK);
        assertThat(waiting()).containsExactly(at(file, 1, WaitOp.READ));
        stage(file, BLOCK, BLOCK);
        assertThat(waiting()).isEmpty();
        var restore = shard.stat("file").restore();
        assertThat(restore.isRequested()).isFalse();
        assertThat(restore.keptUntil()).contains(shard.clock.now().plus(days));
        assertThat(shard.archive().recall(shard.context(), ref(file), days)).isEqualTo(RecallOutcome.ALREADY_ONLINE);
    }

    @Test
    void aRecallEndsWithItsReasonWhetherReleasedReplacedRemovedOrFailed() {
        for (String end : List.of("release", "replace", "remove", "fail")) {
            Attributes file = offlineFile("file", 2);
            shard.archive().recall(shard.context(), ref(file), LONG);
            switch (end) {
                case "release" -> {
                    stage(file, 0, BLOCK);
                    shard.release(file, 0, BLOCK);
                }
                case "replace" -> shard.put("file", BLOCK);
                case "remove" -> {
                    shard.remove("file");
                    shard.reap();
                }
                default ->
                    assertThat(shard.archive()
                                    .failWaiting(
                                            shard.context(),
                                            file.inode(),
                                            0,
                                            BLOCK,
                                            Set.of(WaitOp.READ),
                                            ErrorCode.EIO))
                            .isEqualTo(1);
            }
            assertThat(waiting()).as(end).isEmpty();
            shard.read(tree -> {
                ShardChecker.check(tree);
                return true;
            });
        }
    }

    @Test
    void aReaderGoesOnWhenTheFileGetsOtherBytes() {
        Attributes file = offlineFile("file", 1);
        CompletableFuture<Void> reader = reader(file, 0, BLOCK);
        Await.until("it waits", () -> waiting().size() == 1);
        shard.put("file", BLOCK);
        reader.join();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aReaderOfAFileThatGoesAwayIsToldSo() {
        Attributes file = offlineFile("file", 1);
        CompletableFuture<Void> reader = reader(file, 0, BLOCK);
        Await.until("it waits", () -> waiting().size() == 1);
        shard.remove("file");
        assertThat(errorOf(reader)).isEqualTo(ErrorCode.ENOENT);
        assertThat(waiting()).isEmpty();
    }
}
