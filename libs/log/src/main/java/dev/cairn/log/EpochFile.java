package dev.cairn.log;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The greatest epoch that ever opened the log, replaced atomically: version, epoch, checksum. */
final class EpochFile {

    private static final String NAME = "epoch";
    private static final String NEXT = "epoch.next";
    private static final int VERSION = 1;
    private static final int BYTES = 13;

    private final Disk disk;

    EpochFile(Disk disk) {
        this.disk = disk;
    }

    Epoch read() throws IOException {
        if (!disk.exists(NAME)) {
            return Epoch.NONE;
        }
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        try (DiskFile file = disk.open(NAME)) {
            file.read(0, buffer);
        }
        var reader = new ByteReader(buffer.array(), 0, buffer.position());
        int version = reader.int8();
        long epoch = reader.int64();
        if (version != VERSION || reader.int32() != checksum(epoch)) {
            throw new CairnException(ErrorCode.CORRUPT, "epoch", "the epoch file of the log is damaged");
        }
        return new Epoch(epoch);
    }

    void write(Epoch epoch) throws IOException {
        byte[] content = new ByteWriter(BYTES)
                .int8(VERSION)
                .int64(epoch.value())
                .int32(checksum(epoch.value()))
                .toByteArray();
        try (DiskFile file = disk.open(NEXT)) {
            file.write(0, ByteBuffer.wrap(content));
            file.truncate(BYTES);
            file.sync();
        }
        disk.rename(NEXT, NAME);
        disk.syncNames();
    }

    private static int checksum(long epoch) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, epoch));
        return (int) crc.getValue();
    }
}
