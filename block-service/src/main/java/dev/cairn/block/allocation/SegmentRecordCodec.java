package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Instant;
import java.util.UUID;

/** The stored form of a {@link SegmentRecord}: version, state, volume, then the fields of the state. */
final class SegmentRecordCodec {

    private static final int VERSION = 1;
    private static final int OPEN = 1;
    private static final int SEALED = 2;
    private static final int RETIRED = 3;

    private SegmentRecordCodec() {}

    static byte[] encode(SegmentRecord record) {
        ByteWriter writer = new ByteWriter();
        switch (record) {
            case SegmentRecord.Open open -> {
                SegmentLease lease = open.lease();
                begin(writer, OPEN, record)
                        .text(lease.writer().instance())
                        .text(lease.writer().incarnation())
                        .varint(lease.epoch().value())
                        .text(lease.zone())
                        .varint(lease.bytesMax());
            }
            case SegmentRecord.Sealed sealed ->
                begin(writer, SEALED, record)
                        .varint(sealed.bytes())
                        .int64(sealed.since().toEpochMilli());
            case SegmentRecord.Retired retired -> begin(writer, RETIRED, record).varint(retired.bytes());
        }
        return writer.toByteArray();
    }

    static SegmentRecord decode(SegmentId segment, byte[] stored) {
        ByteReader reader = new ByteReader(stored);
        int version = reader.int8();
        int state = reader.int8();
        VolumeId volume = new VolumeId(new UUID(reader.int64(), reader.int64()));
        if (version != VERSION) {
            throw corrupt("version " + version, segment);
        }
        SegmentRecord record = switch (state) {
            case OPEN -> new SegmentRecord.Open(lease(segment, volume, reader));
            case SEALED ->
                new SegmentRecord.Sealed(segment, volume, reader.varint(), Instant.ofEpochMilli(reader.int64()));
            case RETIRED -> new SegmentRecord.Retired(segment, volume, reader.varint());
            default -> throw corrupt("state " + state, segment);
        };
        reader.expectEnd();
        return record;
    }

    private static SegmentLease lease(SegmentId segment, VolumeId volume, ByteReader reader) {
        WriterId writer = new WriterId(reader.text(), reader.text());
        Epoch epoch = new Epoch(reader.varint());
        String zone = reader.text();
        return new SegmentLease(segment, volume, writer, epoch, zone, reader.varint());
    }

    private static ByteWriter begin(ByteWriter writer, int state, SegmentRecord record) {
        UUID volume = record.volume().value();
        return writer.int8(VERSION)
                .int8(state)
                .int64(volume.getMostSignificantBits())
                .int64(volume.getLeastSignificantBits());
    }

    private static CairnException corrupt(String what, SegmentId segment) {
        return new CairnException(ErrorCode.CORRUPT, "record", "record of segment " + segment + " with " + what);
    }
}
