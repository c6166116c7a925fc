package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static dev.cairn.metadata.TestShard.SEGMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.Caller;
import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What tests of the archive calls say often. The bytes of a good copy carry a mark and their place in the file, so that a
 * test sees whether what is online are the right bytes at the right place.
 */
record ArchiveCalls(TestShard shard) {

    static final DirectChange NONE = DirectChange.NONE;

    static FileRef ref(Attributes file) {
        return FileRef.inode(file.inode());
    }

    static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    static void assertRetained(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CairnException.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.EPERM);
            assertThat(refusal.reason()).isEqualTo("retention");
        });
    }

    /** Bytes {@code [from, from + length)} of the copy with a mark. */
    static NewContent copy(int mark, long from, long length) {
        var location = new Location(SEGMENT, (long) mark << 44, from, length, mark);
        return new NewContent.Stored(List.of(new Extent(0, length, new Place.Stored(location))));
    }

    Attributes put(String name, int mark, long size) {
        return shard.put(name, copy(mark, 0, size));
    }

    Attributes offline(String name, int mark, long size) {
        Attributes file = put(name, mark, size);
        return releaseAll(file);
    }

    Attributes releaseAll(Attributes file) {
        return shard.release(file, 0, (file.size() + BLOCK - 1) / BLOCK * BLOCK);
    }

    StageResult stage(Attributes file, int mark, long from, long length) {
        return shard.archive().stage(shard.context(), ref(file), from, copy(mark, from, length), file.dataVersion());
    }

    List<Extent> extents(Attributes file) {
        return shard.contents()
                .plan(shard.context(), ref(file), 0, Long.MAX_VALUE, Set.of())
                .extents();
    }

    /** All of a file is online, and it is the copy with a mark. */
    void assertIsCopy(Attributes file, int mark) {
        long at = 0;
        for (Extent extent : extents(file)) {
            assertThat(extent.offset()).isEqualTo(at);
            assertThat(extent.place()).isInstanceOf(Place.Stored.class);
            Location location = ((Place.Stored) extent.place()).location();
            assertThat(location.crc32c()).as("mark at %s", at).isEqualTo(mark);
            assertThat(location.skip()).as("place of the bytes at %s", at).isEqualTo(at);
            at = extent.end();
        }
        assertThat(at).isEqualTo(file.size());
    }

    List<Waiting> waiting() {
        return shard.archive().waiting(shard.context(), Waiting.Cursor.START, 1000, Duration.ZERO);
    }

    Attributes set(Attributes file, DirectChange change) {
        return set(Caller.system(), file, change);
    }

    Attributes set(Caller caller, Attributes file, DirectChange change) {
        return shard.directAttributes().set(shard.context(caller), ref(file), change);
    }

    static DirectChange content(long dataVersion, long size) {
        return new DirectChange(
                Optional.of(dataVersion),
                Optional.of(size),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static DirectChange offlineContent(long dataVersion, long size) {
        return new DirectChange(
                Optional.of(dataVersion),
                Optional.of(size),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static DirectChange dataVersion(long dataVersion) {
        return new DirectChange(
                Optional.of(dataVersion),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static DirectChange size(long size) {
        return new DirectChange(
                Optional.empty(),
                Optional.of(size),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static DirectChange times(Instant ctime, Instant crtime) {
        return new DirectChange(
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.of(ctime),
                Optional.of(crtime),
                Optional.empty(),
                Optional.empty());
    }

    static DirectChange retention(boolean isRetained) {
        return new DirectChange(
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.of(isRetained),
                Optional.empty());
    }

    static DirectChange project(long project) {
        return and(NONE, project);
    }

    static DirectChange and(DirectChange change, long project) {
        return new DirectChange(
                change.dataVersion(),
                change.size(),
                change.isSizeOffline(),
                change.ctime(),
                change.crtime(),
                change.retention(),
                Optional.of(project));
    }
}
