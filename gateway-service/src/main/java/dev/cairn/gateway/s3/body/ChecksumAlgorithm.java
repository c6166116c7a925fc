package dev.cairn.gateway.s3.body;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The additional checksums that S3 clients may send. The numbers are part of a stored format. */
public enum ChecksumAlgorithm {
    CRC32(1, 4, OptionalLong.of(0xEDB8_8320L)) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.of(new CRC32(), length());
        }
    },
    CRC32C(2, 4, OptionalLong.of(0x82F6_3B78L)) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.of(new CRC32C(), length());
        }
    },
    CRC64NVME(3, 8, OptionalLong.of(Crc64Nvme.POLYNOMIAL)) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.of(new Crc64Nvme(), length());
        }
    },
    SHA1(4, 20, OptionalLong.empty()) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.of(digest("SHA-1"));
        }
    },
    SHA256(5, 32, OptionalLong.empty()) {
        @Override
        public RunningChecksum start() {
            return RunningChecksum.of(digest("SHA-256"));
        }
    };

    private final int number;
    private final int length;
    /** Of the CRC, in reflected form. */
    private final OptionalLong polynomial;

    ChecksumAlgorithm(int number, int length, OptionalLong polynomial) {
        this.number = number;
        this.length = length;
        this.polynomial = polynomial;
    }

    public abstract RunningChecksum start();

    public static Optional<ChecksumAlgorithm> named(String name) {
        return Stream.of(values())
                .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
                .findFirst();
    }

    public static Optional<ChecksumAlgorithm> numbered(int number) {
        return Stream.of(values())
                .filter(algorithm -> algorithm.number == number)
                .findFirst();
    }

    public int number() {
        return number;
    }

    /** Bytes of a value. */
    public int length() {
        return length;
    }

    /** The lower-case name of its header. */
    public String header() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /** The name of its element in XML documents. */
    public String element() {
        return "Checksum" + name();
    }

    /** Whether the checksum of a whole follows from those of its parts. */
    public boolean canCombine() {
        return polynomial.isPresent();
    }

    /**
     * The checksum of two runs of bytes, one behind the other.
     *
     * @throws IllegalStateException unless {@link #canCombine}
     */
    public byte[] combine(byte[] first, byte[] second, long secondLength) {
        long reflected = polynomial.orElseThrow(() -> new IllegalStateException(name() + " values cannot be combined"));
        long combined = new CrcCombination(8 * length, reflected).combine(number(first), number(second), secondLength);
        byte[] value = new byte[length];
        for (int at = length - 1; at >= 0; at--) {
            value[at] = (byte) combined;
            combined >>>= 8;
        }
        return value;
    }

    private static long number(byte[] value) {
        long number = 0;
        for (byte b : value) {
            number = number << 8 | (b & 0xFF);
        }
        return number;
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no " + name, e);
        }
    }
}
