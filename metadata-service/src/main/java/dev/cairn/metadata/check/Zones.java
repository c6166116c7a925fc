package dev.cairn.metadata.check;

import dev.cairn.kernel.ByteReader;
import java.util.HexFormat;

/** Keys, as far as all of them are alike: a zone byte, and mostly a number behind it. */
final class Zones {

    static final int INODE = 0x10;
    static final int ENTRY = 0x20;
    static final int BACK_REFERENCE = 0x28;
    static final int EXTENT = 0x30;
    static final int XATTR = 0x38;
    static final int SYMLINK = 0x3C;
    static final int META_INDEX = 0x40;
    static final int DATA_INDEX = 0x41;
    static final int SEARCH = 0x42;
    static final int TOTAL = 0x43;
    static final int ATTRIBUTE_INDEX = 0x44;
    static final int INJECTED = 0x45;
    static final int ORPHAN_INODE = 0x50;
    static final int ORPHAN_CONTENT = 0x51;
    static final int OPEN_CONTENT = 0x52;
    static final int ORPHAN_UPLOAD = 0x53;
    static final int HANDLE = 0x54;
    static final int HANDLE_OF_INODE = 0x55;
    static final int HANDLE_OF_HOLDER = 0x56;
    static final int HANDLE_COUNT = 0x57;
    static final int UPLOAD = 0x58;
    static final int PART = 0x59;
    static final int LIVE_BYTES = 0x60;
    static final int RETIRED_SEGMENT = 0x61;
    static final int RECALL = 0x68;

    private Zones() {}

    static byte[] start(int zone) {
        return new byte[] {(byte) zone};
    }

    static byte[] end(int zone) {
        return start(zone + 1);
    }

    static int of(byte[] key) {
        return key[0] & 0xFF;
    }

    /** The number behind the zone byte, 0 if there is no room for one. */
    static long number(byte[] key) {
        if (key.length < 1 + Long.BYTES) {
            return 0;
        }
        var reader = new ByteReader(key);
        reader.skip(1);
        return reader.int64();
    }

    static String text(byte[] key) {
        return HexFormat.of().formatHex(key, 0, Math.min(key.length, 40));
    }
}
