package dev.cairn.metadata.item;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/** Extents as values; the end is in the key. */
public final class ExtentCodec {

    private static final int VERSION = 1;
    private static final int STORED = 1;
    private static final int INLINE = 2;
    private static final int OFFLINE = 3;
    private static final int UNWRITTEN = 4;

    private ExtentCodec() {}

    public static byte[] encode(Extent extent) {
        var writer = new ByteWriter(48).int8(VERSION);
        switch (extent.place()) {
            case Place.Stored(Location location) ->
                writer.int8(STORED)
                        .varint(extent.offset())
                        .int64(location.segment().value())
                        .varint(location.chunk())
                        .varint(location.skip())
                        .int32(location.crc32c());
            case Place.Inline(Bytes bytes) ->
                writer.int8(INLINE).varint(extent.offset()).raw(bytes);
            case Place.Offline() -> writer.int8(OFFLINE).varint(extent.offset());
            case Place.Unwritten() -> writer.int8(UNWRITTEN).varint(extent.offset());
        }
        return writer.toByteArray();
    }

    public static Extent decode(long end, byte[] value) {
        var reader = new ByteReader(value);
        InodeCodec.requireVersion(reader, VERSION, "extent");
        int kind = reader.int8();
        long offset = reader.varint();
        long length = end - offset;
        Place place = switch (kind) {
            case STORED ->
                new Place.Stored(new Location(
                        new SegmentId(reader.int64()), reader.varint(), reader.varint(), length, reader.int32()));
            case INLINE -> new Place.Inline(reader.raw(reader.remaining()));
            case OFFLINE -> new Place.Offline();
            case UNWRITTEN -> new Place.Unwritten();
            default -> throw new CairnException(ErrorCode.CORRUPT, "record", "an extent of kind " + kind);
        };
        reader.expectEnd();
        return new Extent(offset, length, place);
    }

    /** The part {@code [from, to)} of an extent, in file offsets. */
    public static Extent cut(Extent extent, long from, long to) {
        long skip = from - extent.offset();
        long length = to - from;
        Place place = switch (extent.place()) {
            case Place.Stored(Location location) -> new Place.Stored(location.slice(skip, length));
            case Place.Inline(Bytes bytes) -> new Place.Inline(bytes.slice((int) skip, (int) (skip + length)));
            case Place.Offline offline -> offline;
            case Place.Unwritten unwritten -> unwritten;
        };
        return new Extent(from, length, place);
    }
}
