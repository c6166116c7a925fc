package dev.cairn.api.block;

/**
 * Capacity of the online data store.
 *
 * @param totalBytes what the volumes may hold
 * @param usedBytes what segments occupy, dead bytes included
 * @param segments how many segments exist
 */
public record VolumeUsage(long totalBytes, long usedBytes, long segments) {

    public long freeBytes() {
        return Math.max(0, totalBytes - usedBytes);
    }
}
