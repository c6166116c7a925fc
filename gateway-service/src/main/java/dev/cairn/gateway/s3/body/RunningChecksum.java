package dev.cairn.gateway.s3.body;

import java.security.MessageDigest;
import java.util.zip.Checksum;

/** A checksum in the making. Used by one thread. */
public interface RunningChecksum {

    void update(byte[] source, int from, int count);

    /** The checksum of all bytes so far, most significant byte first. Ends the computation. */
    byte[] value();

    static RunningChecksum of(MessageDigest digest) {
        return new RunningChecksum() {
            @Override
            public void update(byte[] source, int from, int count) {
                digest.update(source, from, count);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }

    /** @param length bytes of the value */
    static RunningChecksum of(Checksum checksum, int length) {
        return new RunningChecksum() {
            @Override
            public void update(byte[] source, int from, int count) {
                checksum.update(source, from, count);
            }

            @Override
            public byte[] value() {
                byte[] value = new byte[length];
                long rest = checksum.getValue();
                for (int at = length - 1; at >= 0; at--) {
                    value[at] = (byte) rest;
                    rest >>>= 8;
                }
                return value;
            }
        };
    }
}
