package dev.cairn.metadata;

import static dev.cairn.metadata.OpenCalls.LEASE;
import static dev.cairn.metadata.OpenCalls.held;
import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handles: who may open and use them, when they end, and how many there may be. */
class HandlesTest {

    private static final Caller USER = TestShard.user(1000);
    private static final HandleId UNKNOWN = new HandleId(4711);

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    void aRepeatedOpenAnswersTheSameHandle() {
        shard.put("file", 100);
        CallContext context = shard.context();
        Handle first = shard.openFiles().open(context, TestShard.file("file"), LEASE);
        shard.restart();
        assertThat(shard.openFiles().open(context, TestShard.file("file"), LEASE))
                .isEqualTo(first);
        assertThat(shard.openFiles().list(shard.context(), HandleId.NONE, 10)).containsExactly(first);
        CallContext making = shard.context();
        var request =
                new TemporaryRequest(FileRef.inode(InodeNumber.ROOT), 0600, TemporaryRequest.Linking.ALLOWED, LEASE);
        var file = shard.openFiles().createTemporary(making, request);
        assertThat(shard.openFiles().createTemporary(making, request)).isEqualTo(file);
    }

    @Test
    void aHandleEndsWithItsLeaseUnlessRenewed() {
        shard.put("file", 100);
        Handle handle = calls.open("file");
        assertThat(handle.expires()).isEqualTo(shard.clock.now().plus(LEASE));
        shard.clock.advance(LEASE.minusSeconds(1));
        Handle renewed = shard.openFiles().renew(shard.context(), handle.id(), LEASE.multipliedBy(2));
        assertThat(renewed.expires()).isEqualTo(shard.clock.now().plus(LEASE.multipliedBy(2)));
        shard.clock.advance(LEASE.multipliedBy(2).minusMillis(1));
        assertThat(calls.stat(held(handle)).size()).isEqualTo(100);
        shard.clock.advance(Duration.ofMillis(1));
        refused(ErrorCode.ESTALE, "handle", () -> calls.stat(held(handle)));
        refused(ErrorCode.ESTALE, "handle", () -> shard.openFiles().renew(shard.context(), handle.id(), LEASE));
        refused(ErrorCode.ESTALE, "handle", () -> shard.openFiles().find(shard.context(), handle.id()));
        assertThat(shard.openFiles().list(shard.context(), HandleId.NONE, 10)).isEmpty();
    }

    @Test
    void useRenewsWhenLessThanHalfIsLeft() {
        shard.put("file", 100);
        Handle handle = calls.open("file");
        shard.clock.advance(LEASE.dividedBy(2));
        assertThat(shard.openFiles().use(shard.context(), handle.id())).isEqualTo(handle);
        shard.clock.advance(Duration.ofSeconds(1));
        Handle used = shard.openFiles().use(shard.context(), handle.id());
        assertThat(used.expires()).isEqualTo(shard.clock.now().plus(LEASE));
    }

    @Test
    void nobodyElseUsesAHandleWithoutOverride() {
        shard.makeDirectory("dir");
        Attributes file = shard.put("dir/file", 100);
        Handle mine = shard.openFiles().open(shard.context(USER), TestShard.file("dir/file"), LEASE);
        Caller stranger = TestShard.user(1001);
        FileRef ref = held(mine);
        refused(ErrorCode.EACCES, "handle", () -> shard.contents().plan(shard.context(stranger), ref, 0, 1, Set.of()));
        refused(ErrorCode.EACCES, "handle", () -> shard.openFiles().find(shard.context(stranger), mine.id()));
        refused(ErrorCode.EACCES, "handle", () -> shard.openFiles().use(shard.context(stranger), mine.id()));
        refused(ErrorCode.EACCES, "handle", () -> shard.openFiles().renew(shard.context(stranger), mine.id(), LEASE));
        refused(ErrorCode.EACCES, "handle", () -> shard.openFiles().close(shard.context(stranger), mine.id()));
        assertThat(shard.openFiles().list(shard.context(stranger), HandleId.NONE, 10))
                .isEmpty();
        assertThat(shard.openFiles().list(shard.context(USER), HandleId.NONE, 10))
                .containsExactly(mine);
        assertThat(calls.stat(ref).inode()).as("as the administrator").isEqualTo(file.inode());
    }

    @Test
    void permissionsAreThoseOfEachCall() {
        shard.put("file", 100);
        Handle handle = shard.openFiles().open(shard.context(USER), TestShard.file("file"), LEASE);
        refused(ErrorCode.EACCES, () -> shard.archive().release(shard.context(USER), held(handle), 0, 4096, 1));
    }

    @Test
    @DisplayName("HND-2, HND-4: what may be opened, and by whom")
    void refusals() {
        Attributes file = shard.put("file", 100);
        shard.namespace()
                .create(
                        shard.context(),
                        TestShard.path("symlink"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("file")));
        FileRef byNumber = FileRef.inode(file.inode());
        refused(ErrorCode.EPERM, "privilege", () -> shard.openFiles().open(shard.context(USER), byNumber, LEASE));
        shard.openFiles().open(shard.context(OpenCalls.searcher(1000)), byNumber, LEASE);
        refused(ErrorCode.EINVAL, "type", () -> calls.open("symlink"));
        refused(ErrorCode.ENOENT, () -> calls.open("nothing"));
        var secret = new AttributeChange(
                Optional.of(0600), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        shard.namespace().setAttributes(shard.context(), byNumber, secret);
        refused(ErrorCode.EACCES, () -> shard.openFiles().open(shard.context(USER), TestShard.file("file"), LEASE));
        for (Duration lease : List.of(
                Duration.ZERO,
                MetadataLimits.LEASE_MIN.minusNanos(1),
                MetadataLimits.LEASE_MAX.plusNanos(1),
                Duration.ofSeconds(-5))) {
            refused(
                    ErrorCode.EINVAL,
                    "lease",
                    () -> shard.openFiles().open(shard.context(), TestShard.file("file"), lease));
        }
        refused(ErrorCode.ESTALE, "handle", () -> shard.openFiles().use(shard.context(), UNKNOWN));
        refused(ErrorCode.ESTALE, "handle", () -> calls.open(FileRef.handle(UNKNOWN)));
        refused(ErrorCode.EINVAL, "limit", () -> shard.openFiles().list(shard.context(), HandleId.NONE, -1));
        shard.openFiles().close(shard.context(), UNKNOWN);
        assertThat(shard.openFiles().list(shard.context(), HandleId.NONE, 10)).hasSize(1);
    }

    @Test
    void aUserHasABoundedNumberOfHandlesAndSoHasTheShard() {
        shard.put("file", 100);
        Handle first = calls.open("file");
        int uid = first.holder();
        setCount(Keys.handleCount(uid), MetadataLimits.HANDLES_PER_HOLDER_MAX);
        refused(ErrorCode.EMFILE, "handles", () -> calls.open("file"));
        refused(ErrorCode.EMFILE, "handles", () -> calls.temporary(""));
        setCount(Keys.handleCount(uid), MetadataLimits.HANDLES_PER_HOLDER_MAX - 1);
        Handle second = calls.open("file");
        setCount(Keys.handleCount(uid), 2);
        setCount(Keys.handleCount(), MetadataLimits.HANDLES_MAX);
        refused(ErrorCode.OVERLOADED, "handles", () -> calls.open("file"));
        setCount(Keys.handleCount(), 2);
        calls.close(second);
        calls.close(first);
        calls.close(first);
        assertThat(shard.volume().statistics(shard.context()).handles()).isZero();
    }

    private void setCount(byte[] key, long count) {
        shard.step(transaction -> {
            byte[] counter = transaction.changes().get(key);
            long now = counter == null ? 0 : new ByteReader(counter).int64();
            transaction.changes().add(key, count - now);
            return true;
        });
    }

    @Test
    void thePagesOfAListCoverAllHandles() {
        shard.put("file", 100);
        List<Handle> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(calls.open("file"));
        }
        List<Handle> found = new ArrayList<>();
        HandleId after = HandleId.NONE;
        while (true) {
            List<Handle> page = shard.openFiles().list(shard.context(), after, 4);
            if (page.isEmpty()) {
                break;
            }
            found.addAll(page);
            after = page.getLast().id();
        }
        assertThat(found).isEqualTo(all);
        assertThat(shard.openFiles().list(shard.context(USER), HandleId.NONE, 10))
                .isEmpty();
    }

    @Test
    void veryManyExpiredHandlesAreTakenOutInSteps() {
        shard.put("file", 100);
        for (int i = 0; i < 1_001; i++) {
            calls.open("file");
        }
        shard.clock.advance(LEASE);
        shard.reap();
        assertThat(shard.volume().statistics(shard.context()).handles()).isZero();
    }
}
