package dev.cairn.metadata;

import static dev.cairn.metadata.ArchiveCalls.assertRefused;
import static dev.cairn.metadata.ArchiveCalls.ref;
import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for offline data, as the acceptance scenarios have it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaitingScenariosTest {

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final int BLOCKS = 256;

    private final TestShard shard = new TestShard();
    private final ArchiveCalls calls = new ArchiveCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    /** A request that needs a range, on a thread that can be interrupted as a cancelled request is. */
    private record Request(Thread thread, CompletableFuture<Void> done) {

        ErrorCode error() {
            try {
                done.join();
                throw new AssertionError("the request was to fail");
            } catch (CompletionException e) {
                if (e.getCause() instanceof CairnException refusal) {
                    return refusal.code();
                }
                throw e;
            }
        }
    }

    private Request request(Attributes file, long block, long blocks, WaitOp op) {
        CallContext context = shard.context();
        var done = new CompletableFuture<Void>();
        Thread thread = Thread.startVirtualThread(() -> {
            try {
                shard.archive().awaitOnline(context, ref(file), block * BLOCK, blocks * BLOCK, op, LONG);
                done.complete(null);
            } catch (CairnException e) {
                done.completeExceptionally(e);
            }
        });
        return new Request(thread, done);
    }

    private static Waiting at(Attributes file, long block, WaitOp... ops) {
        int bits = 0;
        for (WaitOp op : ops) {
            bits |= op.bit();
        }
        return new Waiting(file.inode(), block, bits, file.dataVersion());
    }

    private void awaitList(Waiting... list) {
        Await.until("the list is " + List.of(list), () -> calls.waiting().equals(List.of(list)));
    }

    private int fail(Attributes file, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        return shard.archive().failWaiting(shard.context(), file.inode(), offset, length, ops, error);
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 1 to 4: readers show, merged by place, until all is staged")
    void readersShow() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        assertThat(calls.waiting()).isEmpty();
        Request first = request(file, 0, BLOCKS, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ));
        Request second = request(file, 0, BLOCKS, WaitOp.READ);
        Request third = request(file, 1, 1, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ), at(file, 1, WaitOp.READ));
        calls.stage(file, 1, 0, file.size());
        List.of(first, second, third).forEach(reader -> reader.done().join());
        assertThat(calls.waiting()).isEmpty();
        calls.assertIsCopy(file, 1);
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 5: a cancelled reader leaves the list at once")
    void cancelledReaderLeaves() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Request reader = request(file, 0, BLOCKS, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ));
        reader.thread().interrupt();
        assertThat(reader.error()).isEqualTo(ErrorCode.EINTR);
        assertThat(calls.waiting()).isEmpty();
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 6: readers that are failed have read nothing")
    void failedReaders() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Request first = request(file, 0, BLOCKS, WaitOp.READ);
        Request second = request(file, 1, BLOCKS - 1, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ), at(file, 1, WaitOp.READ));
        assertThat(fail(file, 0, 8192, Set.of(WaitOp.READ), ErrorCode.EIO)).isEqualTo(2);
        assertThat(first.error()).isEqualTo(ErrorCode.EIO);
        assertThat(second.error()).isEqualTo(ErrorCode.EIO);
        assertThat(calls.waiting()).isEmpty();
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 8 and 9: whichever block is wanted and in whatever order it is staged")
    void anyOrder() {
        Attributes file = calls.put("f", 1, BLOCKS * BLOCK);
        for (long block : new long[] {0, 1, 128, 129, 254, 255}) {
            calls.releaseAll(file);
            Request reader = request(file, block, 1, WaitOp.READ);
            awaitList(at(file, block, WaitOp.READ));
            calls.stage(file, 1, 0, file.size());
            reader.done().join();
            assertThat(calls.waiting()).isEmpty();
        }
        for (boolean isAscending : new boolean[] {true, false}) {
            calls.releaseAll(file);
            Request reader = request(file, 0, BLOCKS, WaitOp.READ);
            awaitList(at(file, 0, WaitOp.READ));
            for (long i = 0; i < BLOCKS; i++) {
                calls.stage(file, 1, (isAscending ? i : BLOCKS - 1 - i) * BLOCK, BLOCK);
            }
            reader.done().join();
            calls.assertIsCopy(file, 1);
        }
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 11 and 12: changes of size and writes show as what they are")
    void otherOps() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Request resize = request(file, 0, 1, WaitOp.CHANGE_SIZE);
        awaitList(at(file, 0, WaitOp.CHANGE_SIZE));
        calls.stage(file, 1, 0, file.size());
        resize.done().join();
        calls.releaseAll(file);
        Request write = request(file, 0, BLOCKS, WaitOp.WRITE);
        awaitList(at(file, 0, WaitOp.WRITE));
        calls.stage(file, 1, 0, file.size());
        write.done().join();
        assertThat(calls.waiting()).isEmpty();
    }

    @Test
    @DisplayName("X-9 waiting list cursor")
    void cursor() {
        Attributes five = calls.offline("five", 1, 16 * BLOCK);
        Attributes seven = calls.offline("seven", 2, 16 * BLOCK);
        List<Request> requests = List.of(
                request(five, 1, 1, WaitOp.READ),
                request(five, 9, 1, WaitOp.READ),
                request(five, 9, 1, WaitOp.WRITE),
                request(seven, 0, 1, WaitOp.READ));
        awaitList(at(five, 1, WaitOp.READ), at(five, 9, WaitOp.READ, WaitOp.WRITE), at(seven, 0, WaitOp.READ));
        assertThat(behind(five, 1, 10))
                .containsExactly(at(five, 9, WaitOp.READ, WaitOp.WRITE), at(seven, 0, WaitOp.READ));
        assertThat(behind(five, 9, 10)).containsExactly(at(seven, 0, WaitOp.READ));
        assertThat(behind(five, 1, 0)).isEmpty();
        List<Waiting> paged = new ArrayList<>();
        Waiting.Cursor at = Waiting.Cursor.START;
        List<Waiting> page = shard.archive().waiting(shard.context(), at, 1, Duration.ZERO);
        while (!page.isEmpty()) {
            assertThat(page).hasSize(1);
            paged.addAll(page);
            at = page.getLast().cursor();
            page = shard.archive().waiting(shard.context(), at, 1, Duration.ZERO);
        }
        assertThat(paged).isEqualTo(calls.waiting());
        calls.stage(five, 1, 0, five.size());
        calls.stage(seven, 2, 0, seven.size());
        requests.forEach(request -> request.done().join());
    }

    private List<Waiting> behind(Attributes file, long block, int limit) {
        return shard.archive().waiting(shard.context(), new Waiting.Cursor(file.inode(), block), limit, Duration.ZERO);
    }

    @Test
    @DisplayName("X-10 fail waiting details: what is refused, in its order")
    void failRefusals() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Attributes directory = shard.makeDirectory("d");
        Set<WaitOp> read = Set.of(WaitOp.READ);
        assertRefused(
                ErrorCode.EPERM,
                () -> shard.archive()
                        .failWaiting(shard.context(TestShard.user(1)), file.inode(), 0, 0, read, ErrorCode.EIO));
        var unknown = new InodeNumber(999_999);
        assertThat(shard.archive().failWaiting(shard.context(), unknown, 0, 0, read, ErrorCode.EIO))
                .isZero();
        assertRefused(
                ErrorCode.EINVAL,
                () -> shard.archive().failWaiting(shard.context(), unknown, 0, 1, read, ErrorCode.NOT_LEADER));
        assertRefused(
                ErrorCode.EINVAL,
                () -> shard.archive().failWaiting(shard.context(), unknown, -1, 2, read, ErrorCode.EIO));
        assertRefused(
                ErrorCode.ENOENT,
                () -> shard.archive().failWaiting(shard.context(), unknown, 0, 1, read, ErrorCode.EIO));
        assertRefused(
                ErrorCode.EINVAL,
                () -> shard.archive().failWaiting(shard.context(), directory.inode(), 0, 1, read, ErrorCode.EIO));
        assertThat(fail(file, 0, BLOCK, read, ErrorCode.EIO)).as("nobody waits").isZero();
    }

    @Test
    @DisplayName("X-10 fail waiting details: only those meant fail, and the next request waits afresh")
    void failOnlyThoseMeant() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Request first = request(file, 0, BLOCKS, WaitOp.READ);
        Request second = request(file, 8, 1, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ), at(file, 8, WaitOp.READ));
        assertThat(fail(file, BLOCK, 7 * BLOCK, Set.of(WaitOp.READ), ErrorCode.EIO))
                .as("the range is matched against the first missing block")
                .isZero();
        assertThat(fail(file, 0, -1, EnumSet.of(WaitOp.WRITE, WaitOp.CHANGE_SIZE), ErrorCode.EIO))
                .isZero();
        assertThat(fail(file, 0, -1, Set.of(), ErrorCode.EIO)).isZero();
        assertThat(first.done()).isNotDone();
        Attributes before = shard.stat("f");
        assertThat(fail(file, 8 * BLOCK, 1, EnumSet.allOf(WaitOp.class), ErrorCode.ENOENT))
                .isEqualTo(1);
        assertThat(second.error()).isEqualTo(ErrorCode.ENOENT);
        assertThat(shard.stat("f")).as("nothing about the inode changes").isEqualTo(before);
        Request again = request(file, 8, 1, WaitOp.READ);
        awaitList(at(file, 0, WaitOp.READ), at(file, 8, WaitOp.READ));
        calls.stage(file, 1, 0, file.size());
        first.done().join();
        again.done().join();
    }

    @Test
    void whoMayNotReadMayNotWait() {
        Attributes file = calls.offline("f", 1, BLOCK);
        assertRefused(
                ErrorCode.EACCES,
                () -> shard.archive()
                        .awaitOnline(
                                shard.context(TestShard.user(22222)),
                                ref(file),
                                0,
                                BLOCK,
                                WaitOp.WRITE,
                                Duration.ZERO));
        assertThat(calls.waiting()).isEmpty();
    }

    @Test
    void followersOfTheListHearOfEveryNewPlaceOnce() {
        Attributes file = calls.offline("f", 1, BLOCKS * BLOCK);
        Arrivals start = arrivals(Arrivals.Position.NONE, Duration.ZERO);
        assertThat(start.isWhole()).isFalse();
        CallContext context = shard.context();
        CompletableFuture<Arrivals> follower = CompletableFuture.supplyAsync(
                () -> shard.archive().arrivals(context, start.next(), 100, LONG), Thread::startVirtualThread);
        Request first = request(file, 0, 2, WaitOp.READ);
        Arrivals heard = follower.join();
        assertThat(heard.isWhole()).isTrue();
        assertThat(heard.places()).containsExactly(at(file, 0, WaitOp.READ));
        Request second = request(file, 0, 2, WaitOp.READ);
        Request third = request(file, 0, 2, WaitOp.WRITE);
        Await.until("both came", () -> calls.waiting().equals(List.of(at(file, 0, WaitOp.READ, WaitOp.WRITE))));
        assertThat(arrivals(heard.next(), Duration.ZERO).places()).containsExactly(at(file, 0, WaitOp.WRITE));
        calls.stage(file, 1, 0, BLOCK);
        Await.until("all moved on", () -> calls.waiting().equals(List.of(at(file, 1, WaitOp.READ, WaitOp.WRITE))));
        assertThat(arrivals(arrivals(heard.next(), Duration.ZERO).next(), Duration.ZERO)
                        .places())
                .isEmpty();
        assertThat(arrivals(heard.next(), Duration.ZERO).places())
                .contains(at(file, 1, WaitOp.READ), at(file, 1, WaitOp.WRITE));
        calls.stage(file, 1, BLOCK, BLOCK);
        List.of(first, second, third).forEach(request -> request.done().join());
    }

    private Arrivals arrivals(Arrivals.Position since, Duration poll) {
        return shard.archive().arrivals(shard.context(), since, 100, poll);
    }

    @Test
    void followersHearOfRecallsAndOfANewLeader() {
        Attributes file = calls.offline("f", 1, 2 * BLOCK);
        Arrivals.Position at = arrivals(Arrivals.Position.NONE, Duration.ZERO).next();
        shard.archive().recall(shard.context(), ref(file), LONG);
        assertThat(arrivals(at, Duration.ZERO).places()).containsExactly(at(file, 0, WaitOp.READ));
        at = arrivals(at, Duration.ZERO).next();
        calls.stage(file, 1, 0, BLOCK);
        assertThat(arrivals(at, Duration.ZERO).places()).containsExactly(at(file, 1, WaitOp.READ));
        shard.restart();
        assertThat(arrivals(at, Duration.ZERO).isWhole()).isFalse();
    }

    @Test
    void aFollowerThatFellFarBehindIsToldToReadTheList() {
        Attributes file = calls.offline("f", 1, BLOCK);
        Arrivals.Position start =
                arrivals(Arrivals.Position.NONE, Duration.ZERO).next();
        for (int i = 0; i <= 10_000; i++) {
            assertRefused(
                    ErrorCode.OFFLINE,
                    () -> shard.archive()
                            .awaitOnline(shard.context(), ref(file), 0, BLOCK, WaitOp.READ, Duration.ofNanos(1)));
        }
        Arrivals page = arrivals(start, Duration.ZERO);
        assertThat(page.isWhole()).isFalse();
        assertThat(arrivals(page.next(), Duration.ZERO).isWhole()).isTrue();
    }

    @Test
    void theLongestTimeToKeepOfSeveralRecallsCounts() {
        Attributes file = calls.offline("f", 1, BLOCK);
        assertThat(shard.archive().recall(shard.context(), ref(file), Duration.ofDays(3)))
                .isEqualTo(RecallOutcome.QUEUED);
        long seq = shard.stat("f").metaSeq();
        assertThat(shard.archive().recall(shard.context(), ref(file), Duration.ZERO))
                .isEqualTo(RecallOutcome.ALREADY_QUEUED);
        assertThat(shard.stat("f").metaSeq()).isEqualTo(seq);
        calls.stage(file, 1, 0, BLOCK);
        assertThat(shard.stat("f").restore().keptUntil())
                .contains(shard.clock.now().plus(Duration.ofDays(3)));
        shard.archive().recall(shard.context(), ref(file), Duration.ZERO);
        assertThat(shard.stat("f").restore().keptUntil())
                .contains(shard.clock.now().plus(Duration.ofDays(3)));
    }

    @Test
    void theNearestDirectoryWithAPolicyDecides() {
        shard.makeDirectory("a");
        shard.makeDirectory("a/b");
        shard.makeDirectory("a/b/c");
        Attributes file = calls.offline("a/b/c/f", 1, BLOCK);
        assertThat(policy(file)).isEqualTo(OfflineDefault.REFUSE);
        setPolicy("a", "wait 30");
        assertThat(policy(file)).isEqualTo(new OfflineDefault(OfflineDefault.Recall.NONE, Duration.ofSeconds(30)));
        setPolicy("a/b/c", "queue");
        assertThat(policy(file)).isEqualTo(new OfflineDefault(OfflineDefault.Recall.LEFT, Duration.ZERO));
        setPolicy("a/b/c", "queue wait 5");
        assertThat(policy(file)).isEqualTo(new OfflineDefault(OfflineDefault.Recall.LEFT, Duration.ofSeconds(5)));
        setPolicy("a/b/c", "refuse");
        assertThat(policy(file)).isEqualTo(OfflineDefault.REFUSE);
        for (String nonsense : List.of("", "wait", "wait -1", "wait 86401", "queue 5", "queuewait 5", "Refuse")) {
            assertRefused(ErrorCode.EINVAL, () -> setPolicy("a", nonsense));
        }
    }

    private OfflineDefault policy(Attributes file) {
        return shard.archive().offlineDefault(shard.context(), ref(file));
    }

    private void setPolicy(String directory, String policy) {
        shard.namespace()
                .setXattr(
                        shard.context(),
                        TestShard.file(directory),
                        OfflineDefault.XATTR,
                        Bytes.utf8(policy),
                        XattrMode.CREATE_OR_REPLACE);
    }
}
