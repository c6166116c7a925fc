package dev.cairn.gateway.rest;

import dev.cairn.api.block.VolumeUsage;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.VolumeStatistics;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** How full a volume is, in the units of VOL-1 to VOL-5: LIM-1 for data, LIM-2 for metadata; parts of blocks are cut off. */
record Capacity(VolumeStatistics metadata, VolumeUsage data) {

    private static final long DATA_BLOCK = MetadataLimits.BLOCK_BYTES;
    private static final long METADATA_BLOCK = 65_536;
    private static final long DATA_BLOCKS_PER_METADATA_BLOCK = METADATA_BLOCK / DATA_BLOCK;
    /** VOL-1: made up, so that there is a figure for free files. */
    private static final long BYTES_PER_FILE = 2_048;

    private static final String SHARD = "shard";
    private static final String BLOCK_VOLUME = "block-volume";
    private static final String FIRST = "0";

    private long metadataFreeBytes() {
        return Math.max(0, metadata.metadataTotalBytes() - metadata.metadataUsedBytes());
    }

    /** Bytes in segments that nothing refers to any more. */
    private long deadBytes() {
        return Math.max(0, data.usedBytes() - metadata.liveBytes());
    }

    StatFs statFs(UUID session) {
        long files = metadata.metadataTotalBytes() / BYTES_PER_FILE;
        long total = blocks(metadata.metadataTotalBytes(), data.totalBytes());
        long free = blocks(metadataFreeBytes(), data.freeBytes());
        return new StatFs(
                hex(metadata.volume()),
                hex(session),
                Long.toUnsignedString(metadata.committedSeq()),
                Long.toString(metadata.metadataTotalBytes() / METADATA_BLOCK),
                Long.toString(data.totalBytes() / DATA_BLOCK),
                Long.toString(metadata.metadataReservedBytes() / METADATA_BLOCK),
                Long.toString(DATA_BLOCK),
                Long.toString(total),
                Long.toString(free),
                Long.toString(free),
                Long.toString(files),
                Long.toString(Math.max(0, files - metadata.inodes())),
                Long.toString(metadata.inodes()),
                Long.toString(metadata.orphans()),
                Long.toString(metadata.handles()),
                MetadataLimits.NAME_BYTES_MAX);
    }

    private static long blocks(long metadataBytes, long dataBytes) {
        return metadataBytes / METADATA_BLOCK * DATA_BLOCKS_PER_METADATA_BLOCK + dataBytes / DATA_BLOCK;
    }

    /** 64 bits of an id, as the tools of the field print them. */
    private static String hex(UUID id) {
        return HexFormat.of().toHexDigits(id.getMostSignificantBits() ^ id.getLeastSignificantBits());
    }

    AllocDetail allocDetail() {
        return new AllocDetail(List.of(
                pool(SHARD, "meta", "avail", metadataFreeBytes(), METADATA_BLOCK),
                pool(SHARD, "meta", "used", metadata.metadataUsedBytes(), METADATA_BLOCK),
                pool(BLOCK_VOLUME, "data", "avail", data.freeBytes(), DATA_BLOCK),
                pool(BLOCK_VOLUME, "data", "freed", deadBytes(), DATA_BLOCK),
                pool(BLOCK_VOLUME, "data", "used", Math.max(0, data.usedBytes() - deadBytes()), DATA_BLOCK)));
    }

    private static Pool pool(String owner, String kind, String state, long bytes, long block) {
        return new Pool(owner, FIRST, kind, state, Long.toString(bytes / block));
    }

    Df df() {
        long reserved = metadata.metadataReservedBytes();
        return new Df(List.of(
                row("MetaData", METADATA_BLOCK, metadata.metadataTotalBytes(), metadataFreeBytes() - reserved),
                row("Data", DATA_BLOCK, data.totalBytes(), data.freeBytes())));
    }

    private static Row row(String type, long block, long totalBytes, long freeBytes) {
        long total = totalBytes / block;
        long free = Math.max(0, freeBytes) / block;
        long used = total - free;
        // Divided first where the product would not fit.
        long percent = total == 0 ? 0 : used > Long.MAX_VALUE / 100 ? used / (total / 100) : used * 100 / total;
        return new Row(
                type,
                Long.toString(block),
                Long.toString(total),
                Long.toString(used),
                Long.toString(free),
                Math.toIntExact(percent));
    }

    /** VOL-1 and VOL-2; fsid and rid have 16 hexadecimal digits. */
    record StatFs(
            String fsid,
            String rid,
            String committedSeq,
            String totalMetaBlocks,
            String totalDataBlocks,
            String reservedMetaBlocks,
            String blockSize,
            String blocks,
            String freeBlocks,
            String availableBlocks,
            String files,
            String freeFiles,
            String usedFiles,
            String orphans,
            String handles,
            int nameLength) {}

    /** VOL-4. */
    record AllocDetail(List<Pool> pools) {}

    /** Blocks of one owner in one state; metadata blocks have 65536 bytes, data blocks 4096. */
    record Pool(String ownerType, String ownerId, String kind, String state, String blocks) {}

    /** VOL-5. */
    record Df(List<Row> rows) {}

    /** One kind of blocks. */
    record Row(String type, String blockSize, String total, String used, String free, int usePercent) {}
}
