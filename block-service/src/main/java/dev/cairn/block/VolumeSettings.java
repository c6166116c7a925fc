package dev.cairn.block;

/**
 * Settings of a volume.
 *
 * @param capacityBytes what segments may occupy; {@link Long#MAX_VALUE} leaves it to the file system
 * @param reserveBytes kept free of appends, for the file system's sake and for deletion and compaction to work
 */
public record VolumeSettings(long capacityBytes, long reserveBytes) {

    public static final long RESERVE_BYTES_DEFAULT = 1L << 30;

    public VolumeSettings {
        if (capacityBytes < 1 || reserveBytes < 0) {
            throw new IllegalArgumentException("capacity " + capacityBytes + " reserve " + reserveBytes);
        }
    }

    public static VolumeSettings defaults() {
        return new VolumeSettings(Long.MAX_VALUE, RESERVE_BYTES_DEFAULT);
    }
}
