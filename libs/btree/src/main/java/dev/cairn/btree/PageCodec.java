package dev.cairn.btree;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Nodes as pages, big-endian.
 *
 * <pre>
 * magic 4 | crc32c 4 | tree id 8 | place 8 | checkpoint 8 | kind 1 | ...
 *
 * leaf:   items 2 | prefix length 2 | large values 2 | prefix
 *         | a place for each large value: offset 8, length 4, crc32c 4; length 0 where there is none
 *         | where the cell of each item begins 2 | cells in key order
 * large:  the value
 * branch: children varint | for each: shared varint | rest of separator (length, bytes)
 *         | offset varint | 2 x length + hasLarge varint | crc32c 4
 * </pre>
 *
 * A separator shares bytes with the one before. The checksum covers everything behind it. Tree id, place and checkpoint tell
 * a page of another tree, a misplaced one and a stale one apart.
 */
final class PageCodec {

    static final int HEADER_BYTES = 33;

    private static final int MAGIC = 0xCA1D_0B71;
    private static final int LEAF = 1;
    private static final int BRANCH = 2;
    private static final int LARGE = 3;
    private static final Place NOWHERE = new Place(0, 0, 0, false);
    private static final int CHECKSUM_AT = 4;

    private final long treeId;
    private final int pageBytes;

    PageCodec(long treeId, int pageBytes) {
        this.treeId = treeId;
        this.pageBytes = pageBytes;
    }

    /** The page, but for its place and checksum, which {@link #seal} puts in. */
    byte[] encode(Node node, long checkpoint) {
        return switch (node) {
            case Leaf leaf -> encodeLeaf(leaf, checkpoint);
            case LargeValue large -> {
                byte[] page = new byte[HEADER_BYTES + large.value().length];
                begin(page, LARGE, checkpoint).put(large.value());
                yield page;
            }
            case Branch branch -> encodeBranch(branch, checkpoint);
        };
    }

    private ByteBuffer begin(byte[] page, int kind, long checkpoint) {
        return ByteBuffer.wrap(page)
                .putInt(MAGIC)
                .putInt(0)
                .putLong(treeId)
                .putLong(0)
                .putLong(checkpoint)
                .put((byte) kind);
    }

    private byte[] encodeLeaf(Leaf leaf, long checkpoint) {
        byte[] bytes = new byte[leaf.bytes()];
        ByteBuffer page = begin(bytes, LEAF, checkpoint);
        page.putShort((short) leaf.size())
                .putShort((short) leaf.prefix().length)
                .putShort((short) leaf.large().length)
                .put(leaf.prefix());
        for (ChildRef large : leaf.large()) {
            Place place = large == null ? NOWHERE : placed(large);
            page.putLong(place.offset()).putInt(place.length()).putInt(place.crc32c());
        }
        byte[] cells = leaf.cells();
        int slotAt = page.position();
        int cellAt = slotAt + LeafItems.SLOT_BYTES * leaf.size();
        for (int i = 0; i < leaf.size(); i++) {
            int offset = leaf.offset(i);
            int length = Cells.length(cells, offset);
            page.putShort(slotAt, (short) cellAt);
            page.put(cellAt, cells, offset, length);
            slotAt += LeafItems.SLOT_BYTES;
            cellAt += length;
        }
        return bytes;
    }

    private static Place placed(ChildRef ref) {
        Place place = ref.place();
        if (place == null) {
            throw new IllegalStateException("a page was written before what it refers to");
        }
        return place;
    }

    private byte[] encodeBranch(Branch branch, long checkpoint) {
        var writer = new ByteWriter(branch.bytes() + HEADER_BYTES);
        writer.int32(MAGIC).int32(0).int64(treeId).int64(0).int64(checkpoint).int8(BRANCH);
        writer.varint(branch.size());
        byte[] before = new byte[0];
        for (int i = 0; i < branch.size(); i++) {
            before = encodeKey(writer, before, branch.separator(i));
            Place place = placed(branch.child(i));
            writer.varint(place.offset())
                    .varint(2L * place.length() + (place.hasLarge() ? 1 : 0))
                    .int32(place.crc32c());
        }
        return writer.toByteArray();
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
    Node decode(byte[] page, Place place) {
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
            case LEAF -> decodeLeaf(page);
            case LARGE -> new LargeValue(0, Arrays.copyOfRange(page, HEADER_BYTES, page.length));
            case BRANCH -> decodeBranch(reader);
            default -> throw corrupt(place, "it is of kind " + kind);
        };
    }

    private Leaf decodeLeaf(byte[] page) {
        ByteBuffer fields = ByteBuffer.wrap(page).position(HEADER_BYTES);
        int size = fields.getShort() & 0xFFFF;
        byte[] prefix = new byte[fields.getShort() & 0xFFFF];
        @Nullable ChildRef[] large = new ChildRef[fields.getShort() & 0xFFFF];
        fields.get(prefix);
        for (int i = 0; i < large.length; i++) {
            var place = new Place(fields.getLong(), fields.getInt(), fields.getInt(), false);
            large[i] = place.length() == 0 ? null : ChildRef.at(place);
        }
        short[] offsets = new short[size];
        fields.asShortBuffer().get(offsets);
        return Leaf.loaded(pageBytes, prefix, page, offsets, large);
    }

    private static Branch decodeBranch(ByteReader reader) {
        var branch = new Branch(0);
        byte[] before = new byte[0];
        for (long left = reader.varint(); left > 0; left--) {
            before = decodeKey(reader, before);
            long offset = reader.varint();
            long length = reader.varint();
            var place = new Place(offset, (int) (length >>> 1), reader.int32(), (length & 1) != 0);
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
