package dev.cairn.api.metadata;

import java.util.UUID;

/**
 * How much metadata there is and what of the data it refers to, as of the last durable change.
 *
 * @param volume identity of the volume, the same for ever
 * @param committedSeq everything up to it is durable, and everything later gets a greater one
 * @param inodes how many there are, exactly: the root and those without a name too
 * @param orphans of them without a name
 * @param handles handles that have not been closed
 * @param metadataTotalBytes what the metadata store may take
 * @param metadataUsedBytes what it takes, the log included
 * @param metadataReservedBytes kept back for deletions and background work
 * @param liveBytes stored bytes that extents refer to; what segments hold beyond that is dead and waits to be freed
 */
public record VolumeStatistics(
        UUID volume,
        long committedSeq,
        long inodes,
        long orphans,
        long handles,
        long metadataTotalBytes,
        long metadataUsedBytes,
        long metadataReservedBytes,
        long liveBytes) {}
