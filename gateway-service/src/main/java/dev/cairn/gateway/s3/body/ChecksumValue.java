package dev.cairn.gateway.s3.body;

import dev.cairn.kernel.Bytes;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checksum of an object or of a part.
 *
 * @param kind what it was computed over
 * @param parts how many parts a composite checksum covers, else 0
 */
public record ChecksumValue(ChecksumAlgorithm algorithm, Kind kind, Bytes value, int parts) {

    /** What a checksum was computed over. The numbers are part of a stored format. */
    public enum Kind {
        /** All bytes. */
        FULL_OBJECT(0),
        /** The checksums of the parts, one behind the other. */
        COMPOSITE(1);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public static Optional<Kind> numbered(int number) {
            return Stream.of(values()).filter(kind -> kind.number == number).findFirst();
        }

        public static Optional<Kind> named(String name) {
            return Stream.of(values())
                    .filter(kind -> kind.name().equalsIgnoreCase(name))
                    .findFirst();
        }

        public int number() {
            return number;
        }
    }

    public static ChecksumValue ofBytes(ChecksumAlgorithm algorithm, byte[] value) {
        return new ChecksumValue(algorithm, Kind.FULL_OBJECT, Bytes.copyOf(value), 0);
    }

    /** As headers and documents show it. */
    public String text() {
        String encoded = Base64.getEncoder().encodeToString(value.toByteArray());
        return kind == Kind.COMPOSITE ? encoded + "-" + parts : encoded;
    }
}
