package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.block.allocation.VolumeId;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Segments as files of one folder, named by the hexadecimal segment id, beside a file {@code volume} with the
 * volume's id.
 *
 * <p>Reads and writes are positioned and survive interrupts of their threads, see {@link FolderDisk}. A crash during
 * {@link #create} may leave an empty file that no lease knows; a crash during {@link #delete} may leave the whole file,
 * and the caller deletes again.
 */
public final class VolumeStore implements SegmentStore {

    private static final String LOCK = "lock";
    private static final String IDENTITY = "volume";
    private static final String IDENTITY_DRAFT = "volume.new";
    private static final int IDENTITY_MAGIC = 0x434E564F;
    private static final int IDENTITY_VERSION = 1;
    private static final int IDENTITY_BYTES = 26;
    private static final String SUFFIX = ".seg";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{16}\\.seg");

    private final Disk disk;
    private final @Nullable Path folder;
    private final VolumeId id;
    private final VolumeSpace space;

    /** Keeps an open from bringing back, as an empty file, what a delete removes between its two steps. */
    private final ReentrantLock names = new ReentrantLock();

    private VolumeStore(Disk disk, @Nullable Path folder, VolumeId id, VolumeSpace space) {
        this.disk = disk;
        this.folder = folder;
        this.id = id;
        this.space = space;
    }

    /** Opens the volume in a folder, which becomes a new volume if it is empty. */
    public static VolumeStore open(Path folder, VolumeSettings settings) throws IOException {
        FolderDisk disk = FolderDisk.open(folder);
        // Instances that share a folder may start together: one of them names the volume, the others wait.
        try (var lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            identity(disk);
        }
        return open(disk, folder.toAbsolutePath(), settings, new FileStoreProbe(Files.getFileStore(folder)));
    }

    static VolumeStore open(Disk disk, @Nullable Path folder, VolumeSettings settings, VolumeSpace.Probe probe)
            throws IOException {
        VolumeStore store = new VolumeStore(disk, folder, identity(disk), new VolumeSpace(settings, probe));
        for (SegmentId segment : store.segments()) {
            try (DiskFile file = disk.open(name(segment))) {
                store.space.found(segment, file.size());
            }
        }
        return store;
    }

    @Override
    public VolumeId volume() {
        return id;
    }

    @Override
    public DiskFile create(SegmentId segment) throws IOException {
        names.lock();
        try {
            if (disk.exists(name(segment))) {
                throw new IOException("segment " + segment + " exists");
            }
            DiskFile file = disk.open(name(segment));
            try {
                file.sync();
                disk.syncNames();
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
            space.found(segment, 0);
            return file;
        } finally {
            names.unlock();
        }
    }

    @Override
    public Optional<DiskFile> open(SegmentId segment) throws IOException {
        names.lock();
        try {
            return disk.exists(name(segment)) ? Optional.of(disk.open(name(segment))) : Optional.empty();
        } finally {
            names.unlock();
        }
    }

    @Override
    public List<SegmentId> segments() throws IOException {
        List<SegmentId> segments = new ArrayList<>();
        for (String name : disk.names()) {
            if (NAME.matcher(name).matches()) {
                segments.add(new SegmentId(HexFormat.fromHexDigitsToLong(name, 0, 16)));
            }
        }
        segments.sort(null);
        return segments;
    }

    @Override
    public void delete(SegmentId segment) throws IOException {
        names.lock();
        try {
            disk.delete(name(segment));
            disk.syncNames();
        } finally {
            names.unlock();
        }
        space.deleted(segment);
    }

    @Override
    public Optional<Path> file(SegmentId segment) {
        return folder == null ? Optional.empty() : Optional.of(folder.resolve(name(segment)));
    }

    @Override
    public void take(SegmentId segment, long bytes) {
        space.take(segment, bytes);
    }

    @Override
    public void giveBack(SegmentId segment, long bytes) {
        space.giveBack(segment, bytes);
    }

    @Override
    public VolumeUsage usage() {
        return space.usage();
    }

    private static String name(SegmentId segment) {
        return HexFormat.of().toHexDigits(segment.value()) + SUFFIX;
    }

    private static VolumeId identity(Disk disk) throws IOException {
        if (!disk.exists(IDENTITY)) {
            disk.delete(IDENTITY_DRAFT);
            try (DiskFile file = disk.open(IDENTITY_DRAFT)) {
                file.write(0, ByteBuffer.wrap(encode(new VolumeId(UUID.randomUUID()))));
                file.sync();
            }
            disk.rename(IDENTITY_DRAFT, IDENTITY);
            disk.syncNames();
        }
        try (DiskFile file = disk.open(IDENTITY)) {
            byte[] stored = new byte[IDENTITY_BYTES];
            int count = file.read(0, ByteBuffer.wrap(stored));
            return decode(stored, count);
        }
    }

    private static byte[] encode(VolumeId id) {
        byte[] covered = new ByteWriter(IDENTITY_BYTES)
                .int32(IDENTITY_MAGIC)
                .int16(IDENTITY_VERSION)
                .int64(id.value().getMostSignificantBits())
                .int64(id.value().getLeastSignificantBits())
                .toByteArray();
        return new ByteWriter(IDENTITY_BYTES)
                .raw(covered)
                .int32(Crc32c.of(covered, 0, covered.length))
                .toByteArray();
    }

    private static VolumeId decode(byte[] stored, int count) {
        ByteReader reader = new ByteReader(stored, 0, count);
        int magic = reader.int32();
        int version = reader.int16();
        VolumeId id = new VolumeId(new UUID(reader.int64(), reader.int64()));
        byte[] covered = new byte[IDENTITY_BYTES - 4];
        System.arraycopy(stored, 0, covered, 0, covered.length);
        if (magic != IDENTITY_MAGIC
                || version != IDENTITY_VERSION
                || reader.int32() != Crc32c.of(covered, 0, covered.length)) {
            throw new CairnException(ErrorCode.CORRUPT, "volume", "the file with the volume's id is damaged");
        }
        return id;
    }

    private record FileStoreProbe(FileStore fileStore) implements VolumeSpace.Probe {

        @Override
        public long usableBytes() {
            try {
                return fileStore.getUsableSpace();
            } catch (IOException e) {
                throw DiskErrors.failed("ask the volume for its free space", e);
            }
        }

        @Override
        public long totalBytes() {
            try {
                return fileStore.getTotalSpace();
            } catch (IOException e) {
                throw DiskErrors.failed("ask the volume for its size", e);
            }
        }
    }
}
