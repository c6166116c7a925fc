package dev.cairn.rpc.block;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** What is not file bytes in the block protocol: version byte, then fields as {@link ByteWriter} writes them. */
final class BlockMessages {

    static final String PATH = "/blocks";
    static final String USAGE_PATH = "/blocks/usage";
    static final String OWNER = "owner";
    static final String OFFSET = "offset";
    static final String AT = "at";
    static final String CODE_HEADER = "Cairn-Code";
    static final String REASON_HEADER = "Cairn-Reason";

    private static final int VERSION = 1;
    /** One append of the client is a few MiB, which is a few locations. */
    private static final int LOCATIONS_MAX = 10_000;

    private BlockMessages() {}

    static byte[] locations(List<Location> locations) {
        var writer = new ByteWriter().int8(VERSION).varint(locations.size());
        locations.forEach(location -> write(writer, location));
        return writer.toByteArray();
    }

    static List<Location> locations(byte[] message) {
        return decode(message, BlockMessages::readLocations);
    }

    private static List<Location> readLocations(ByteReader reader) {
        long count = reader.varint();
        if (count < 0 || count > LOCATIONS_MAX) {
            throw new IllegalArgumentException("an answer with " + count + " locations");
        }
        List<Location> locations = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            locations.add(readLocation(reader));
        }
        return locations;
    }

    /** A location as it stands in a URL. */
    static String text(Location location) {
        var writer = new ByteWriter().int8(VERSION);
        write(writer, location);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(writer.toByteArray());
    }

    static Location location(String text) {
        return decode(Base64.getUrlDecoder().decode(text), BlockMessages::readLocation);
    }

    static byte[] usage(VolumeUsage usage) {
        return new ByteWriter()
                .int8(VERSION)
                .varint(usage.totalBytes())
                .varint(usage.usedBytes())
                .varint(usage.segments())
                .toByteArray();
    }

    static VolumeUsage usage(byte[] message) {
        return decode(message, reader -> new VolumeUsage(reader.varint(), reader.varint(), reader.varint()));
    }

    private static void write(ByteWriter writer, Location location) {
        writer.int64(location.segment().value())
                .varint(location.chunk())
                .varint(location.skip())
                .varint(location.length())
                .int32(location.crc32c());
    }

    private static Location readLocation(ByteReader reader) {
        return new Location(
                new SegmentId(reader.int64()), reader.varint(), reader.varint(), reader.varint(), reader.int32());
    }

    /** @throws IllegalArgumentException for anything that is not a message; it says nothing of stored bytes */
    private static <T> T decode(byte[] message, Function<ByteReader, T> fields) {
        try {
            var reader = new ByteReader(message);
            int version = reader.int8();
            if (version != VERSION) {
                throw new IllegalArgumentException("a message of version " + version + ", not " + VERSION);
            }
            T value = fields.apply(reader);
            reader.expectEnd();
            return value;
        } catch (CairnException malformed) {
            throw new IllegalArgumentException("not a message: " + malformed.getMessage(), malformed);
        }
    }
}
