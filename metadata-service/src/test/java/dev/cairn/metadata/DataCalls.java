package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;

import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Changes and reads the bytes of files in a {@link TestShard}; stands for the segments too. */
final class DataCalls {

    private final TestShard shard;

    /** The bytes of chunks, by where they begin. */
    private final Map<Long, byte[]> chunks = new HashMap<>();

    DataCalls(TestShard shard) {
        this.shard = shard;
    }

    /** An empty file. */
    Attributes create(String path) {
        return shard.put(path, new NewContent.Empty());
    }

    /** Bytes in segments, as one extent after another of the given lengths, the last one repeated. */
    NewContent stored(byte[] bytes, int... lengths) {
        List<Extent> extents = new ArrayList<>();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int wanted = lengths.length == 0 ? bytes.length : lengths[Math.min(i, lengths.length - 1)];
            int length = Math.min(wanted, bytes.length - at);
            Extent extent = shard.extent(at, length);
            chunks.put(location(extent).chunk(), Arrays.copyOfRange(bytes, at, at + length));
            extents.add(extent);
            at += length;
        }
        return extents.isEmpty() ? new NewContent.Empty() : new NewContent.Stored(extents);
    }

    static NewContent inline(byte[] bytes) {
        return new NewContent.Inline(Bytes.wrap(bytes.clone()));
    }

    /** Bytes in a content that was built for them. */
    NewContent built(byte[] bytes, int length) {
        ContentId content = shard.contents().begin(shard.context());
        if (stored(bytes, length) instanceof NewContent.Stored(List<Extent> extents)) {
            for (int at = 0; at < extents.size(); at += MetadataLimits.EXTENTS_PER_CALL_MAX) {
                int behind = Math.min(extents.size(), at + MetadataLimits.EXTENTS_PER_CALL_MAX);
                shard.contents().append(shard.context(), content, extents.subList(at, behind));
            }
        }
        return new NewContent.Built(content, bytes.length);
    }

    private static Location location(Extent extent) {
        return ((Place.Stored) extent.place()).location();
    }

    WriteResult write(Attributes file, long offset, NewContent bytes) {
        return shard.fileData().write(shard.context(), ref(file), new WriteAt.Offset(offset), bytes, Condition.ALWAYS);
    }

    WriteResult write(Attributes file, long offset, byte[] bytes) {
        return write(file, offset, stored(bytes));
    }

    WriteResult append(Attributes file, byte[] bytes) {
        return shard.fileData().write(shard.context(), ref(file), new WriteAt.End(), stored(bytes), Condition.ALWAYS);
    }

    Attributes truncate(Attributes file, long size) {
        return shard.fileData().truncate(shard.context(), ref(file), size, Condition.ALWAYS);
    }

    Attributes allocate(Attributes file, long offset, long length, AllocateMode mode) {
        return shard.fileData().allocate(shard.context(), ref(file), offset, length, mode);
    }

    Attributes punch(Attributes file, long offset, long length, long dataVersion) {
        return shard.fileData().punchOffline(shard.context(), ref(file), offset, length, dataVersion);
    }

    MoveResult move(Attributes source, long from, long length, Attributes destination, long to) {
        return move(source, from, length, destination, to, new MoveMode.Normal());
    }

    MoveResult move(Attributes source, long from, long length, Attributes destination, long to, MoveMode mode) {
        return shard.fileData()
                .move(shard.context(), new MoveRequest(ref(source), from, length, ref(destination), to, mode));
    }

    StageResult stage(Attributes file, long offset, byte[] bytes) {
        return shard.archive()
                .stage(
                        shard.context(),
                        ref(file),
                        offset,
                        stored(bytes),
                        stat(file).dataVersion());
    }

    Attributes release(Attributes file, long offset, long length) {
        return shard.archive()
                .release(shard.context(), ref(file), offset, length, stat(file).dataVersion());
    }

    /** All of it. */
    Attributes release(Attributes file) {
        return release(file, 0, MetadataLimits.blocks(stat(file).size()) * BLOCK);
    }

    Attributes stat(Attributes file) {
        return shard.namespace().lookup(shard.context(), ref(file), Set.of()).attributes();
    }

    static FileRef ref(Attributes file) {
        return FileRef.inode(file.inode());
    }

    /** The bytes of a file, or nothing if some of them are offline. */
    Optional<byte[]> read(Attributes file, long from, long to) {
        byte[] bytes = new byte[(int) (Math.min(to, stat(file).size()) - from)];
        long at = from;
        while (at < from + bytes.length) {
            ReadPlan plan = shard.contents().plan(shard.context(), ref(file), at, from + bytes.length, Set.of());
            for (Extent extent : plan.extents()) {
                if (!copy(extent, from, bytes)) {
                    return Optional.empty();
                }
            }
            at = plan.covered();
        }
        return Optional.of(bytes);
    }

    byte[] read(Attributes file) {
        return read(file, 0, Long.MAX_VALUE).orElseThrow(() -> new AssertionError("the file is offline"));
    }

    private boolean copy(Extent extent, long from, byte[] target) {
        byte[] source;
        int skip;
        switch (extent.place()) {
            case Place.Offline() -> {
                return false;
            }
            case Place.Unwritten() -> {
                return true;
            }
            case Place.Inline(Bytes bytes) -> {
                source = bytes.toByteArray();
                skip = 0;
            }
            case Place.Stored(Location location) -> {
                source = Objects.requireNonNull(chunks.get(location.chunk()));
                skip = (int) location.skip();
            }
        }
        for (long at = Math.max(from, extent.offset()); at < Math.min(extent.end(), from + target.length); at++) {
            target[(int) (at - from)] = source[skip + (int) (at - extent.offset())];
        }
        return true;
    }

    /** The extent map as {@code [first block,+blocks) state}. */
    String map(Attributes file) {
        var text = new StringBuilder();
        ExtentMap map =
                shard.fileData().map(shard.context(), ref(file), 0, Long.MAX_VALUE, MetadataLimits.PAGE_ENTRIES_MAX);
        for (ExtentMap.Run run : map.runs()) {
            String state = switch (run.state()) {
                case ONLINE -> "on";
                case OFFLINE -> "off";
                case UNWRITTEN -> "unw";
            };
            text.append("[%d,+%d) %s ".formatted(run.offset() / BLOCK, run.length() / BLOCK, state));
        }
        return text.toString().strip();
    }

    int runs(Attributes file) {
        return shard.fileData()
                .map(shard.context(), ref(file), 0, Long.MAX_VALUE, MetadataLimits.PAGE_ENTRIES_MAX)
                .runs()
                .size();
    }

    /** Blocks whose bytes tell where they are from. */
    static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (1 + (seed * 31 + i * 7 + i / BLOCK) % 250);
        }
        return bytes;
    }

    FileData api() {
        return shard.fileData();
    }
}
