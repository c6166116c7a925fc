package dev.cairn.btree;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a checkpoint ends with: the root and the log position it stands for. There are two places for it, used in turn, so
 * that a torn one leaves its predecessor.
 *
 * @param sequence counts checkpoints; the greater of two whole superblocks counts
 * @param treeId random, made with the tree
 * @param items how many items the tree holds
 * @param height levels, 1 for a single leaf
 */
record Superblock(long sequence, long treeId, Place root, Position position, long items, int height) {

    static final int BYTES = 512;

    private static final int MAGIC = 0xCA1D_05B1;
    /** Rises with every change of the layout of pages or superblocks. */
    private static final int FORMAT_VERSION = 2;

    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

    private byte[] encode() {
        var writer = new ByteWriter(BYTES)
                .int32(MAGIC)
                .int16(FORMAT_VERSION)
                .int64(sequence)
                .int64(treeId)
                .int64(root.offset())
                .int32(root.length())
                .int32(root.crc32c())
                .int8(root.hasLarge() ? 1 : 0)
                .int64(position.epoch().value())
                .int64(position.index())
                .int64(items)
                .int32(height);
        writer.raw(new byte[CHECKED_BYTES - writer.length()]);
        byte[] checked = writer.toByteArray();
        return writer.int32(checksum(checked)).toByteArray();
    }

    void write(DiskFile file) throws IOException {
        file.write(sequence % 2 * TreeLimits.BLOCK_BYTES, ByteBuffer.wrap(encode()));
    }

    /** Empty if this is no whole superblock of a format this program knows. */
    static Optional<Superblock> decode(byte[] block) {
        try {
            var reader = new ByteReader(block);
            byte[] checked = reader.rawArray(CHECKED_BYTES);
            if (reader.int32() != checksum(checked)) {
                return Optional.empty();
            }
            var fields = new ByteReader(checked);
            if (fields.int32() != MAGIC || fields.int16() != FORMAT_VERSION) {
                return Optional.empty();
            }
            return Optional.of(new Superblock(
                    fields.int64(),
                    fields.int64(),
                    new Place(fields.int64(), fields.int32(), fields.int32(), fields.int8() == 1),
                    new Position(new Epoch(fields.int64()), fields.int64()),
                    fields.int64(),
                    fields.int32()));
        } catch (CairnException tooShort) {
            return Optional.empty();
        }
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
