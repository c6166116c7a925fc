package dev.cairn.btree;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Nodes as pages, big-endian.
 *
 * <pre>
 * magic 4 | crc32c 4 | tree id 8 | place 8 | checkpoint 8 | kind 1 | count varint | items or children
 * item:   shared varint | rest of key (length, bytes) | value (length, bytes)
 * child:  shared varint | rest of separator (length, bytes) | offset varint | length varint | crc32c 4
 * </pre>
 *
 * Keys share a prefix with the one before. The checksum covers everything behind it. Tree id, place and checkpoint tell a
 * page of another tree, a misplaced one and a stale one apart.
 */
final class PageCodec {

    static final int HEADER_BYTES = 33;

    private static final int MAGIC = 0xCA1D_0B71;
    private static final int LEAF = 1;
    private static final int BRANCH = 2;
    private static final int CHECKSUM_AT = 4;

    private final long treeId;

    PageCodec(long treeId) {
        this.treeId = treeId;
    }

    /** The page, but for its place and checksum, which {@link #seal} puts in. */
    ByteWriter encode(Node node, long checkpoint) {
        var writer = new ByteWriter(node.bytes() + node.bytes() / 8 + HEADER_BYTES + 16);
        writer.int32(MAGIC).int32(0).int64(treeId).int64(0).int64(checkpoint);
        switch (node) {
            case Leaf leaf -> encodeLeaf(writer, leaf);
            case Branch branch -> encodeBranch(writer, branch);
        }
        return writer;
    }

    private static void encodeLeaf(ByteWriter writer, Leaf leaf) {
        writer.int8(LEAF).varint(leaf.size());
        byte[] before = new byte[0];
        for (int i = 0; i < leaf.size(); i++) {
            before = encodeKey(writer, before, leaf.key(i));
            writer.bytes(leaf.value(i));
        }
    }

    private static void encodeBranch(ByteWriter writer, Branch branch) {
        writer.int8(BRANCH).varint(branch.size());
        byte[] before = new byte[0];
        for (int i = 0; i < branch.size(); i++) {
            before = encodeKey(writer, before, branch.separator(i));
            Place place = branch.child(i).place();
            if (place == null) {
                throw new IllegalStateException("a branch was written before its child");
            }
            writer.varint(place.offset()).varint(place.length()).int32(place.crc32c());
        }
    }

    private static byte[] encodeKey(ByteWriter writer, byte[] before, byte[] key) {
        int mismatch = Arrays.mismatch(before, key);
        int shared = mismatch < 0 ? key.length : mismatch;
        writer.varint(shared).varint(key.length - shared).raw(key, shared, key.length - shared);
        return key;
    }

    /** Completes a page for its place; answers its checksum. */
    static int seal(byte[] page, long offset) {
        for (int i = 0; i < Long.BYTES; i++) {
            page[16 + i] = (byte) (offset >>> (56 - 8 * i));
        }
        int crc = checksum(page);
        for (int i = 0; i < Integer.BYTES; i++) {
            page[CHECKSUM_AT + i] = (byte) (crc >>> (24 - 8 * i));
        }
        return crc;
    }

    /**
     * The node of a page.
     *
     * @throws CairnException CORRUPT, naming the place and what is wrong
     */
    Node decode(byte[] page, Place place, long generation) {
        var reader = new ByteReader(page);
        int magic = reader.int32();
        int crc = reader.int32();
        if (magic != MAGIC) {
            throw corrupt(place, "it does not begin like a page");
        }
        if (crc != checksum(page)) {
            throw corrupt(place, "its checksum does not match: torn or damaged");
        }
        if (reader.int64() != treeId) {
            throw corrupt(place, "it belongs to another tree");
        }
        long offset = reader.int64();
        if (offset != place.offset()) {
            throw corrupt(place, "it was written for byte " + offset + ": misplaced");
        }
        long checkpoint = reader.int64();
        if (crc != place.crc32c()) {
            throw corrupt(place, "it is the page of checkpoint " + checkpoint + ", not the one referred to: stale");
        }
        int kind = reader.int8();
        return switch (kind) {
            case LEAF -> decodeLeaf(reader, generation);
            case BRANCH -> decodeBranch(reader, generation);
            default -> throw corrupt(place, "it is of kind " + kind);
        };
    }

    private static Leaf decodeLeaf(ByteReader reader, long generation) {
        var leaf = new Leaf(generation);
        byte[] before = new byte[0];
        for (long left = reader.varint(); left > 0; left--) {
            before = decodeKey(reader, before);
            leaf.append(before, reader.byteArray());
        }
        reader.expectEnd();
        return leaf;
    }

    private static Branch decodeBranch(ByteReader reader, long generation) {
        var branch = new Branch(generation);
        byte[] before = new byte[0];
        for (long left = reader.varint(); left > 0; left--) {
            before = decodeKey(reader, before);
            var place = new Place(reader.varint(), (int) reader.varint(), reader.int32());
            branch.append(before, ChildRef.at(place));
        }
        reader.expectEnd();
        return branch;
    }

    private static byte[] decodeKey(ByteReader reader, byte[] before) {
        long shared = reader.varint();
        if (shared < 0 || shared > before.length) {
            throw new CairnException(ErrorCode.CORRUPT, "page", "a key shares more than there is");
        }
        byte[] rest = reader.byteArray();
        byte[] key = Arrays.copyOf(before, (int) shared + rest.length);
        System.arraycopy(rest, 0, key, (int) shared, rest.length);
        return key;
    }

    private static int checksum(byte[] page) {
        var crc = new CRC32C();
        crc.update(page, CHECKSUM_AT + Integer.BYTES, page.length - CHECKSUM_AT - Integer.BYTES);
        return (int) crc.getValue();
    }

    private static CairnException corrupt(Place place, String what) {
        return new CairnException(
                ErrorCode.CORRUPT,
                "page",
                "page at byte " + place.offset() + " (" + place.length() + " bytes): " + what);
    }
}
