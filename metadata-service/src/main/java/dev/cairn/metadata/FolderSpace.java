package dev.cairn.metadata;

import dev.cairn.metadata.shard.MetadataSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The space of a folder on a file system: what its files take, and what the file system could give beside. Looked at by
 * {@link #sample}, so that asking costs nothing. Safe for use by any thread.
 */
final class FolderSpace implements MetadataSpace {

    private static final Logger LOG = LoggerFactory.getLogger(FolderSpace.class);

    private final Path folder;
    private final long reservedBytes;
    private volatile Usage last = UNLIMITED.usage();

    private FolderSpace(Path folder, long reservedBytes) {
        this.folder = folder;
        this.reservedBytes = reservedBytes;
    }

    /** The space of a folder that is there. */
    static FolderSpace of(Path folder, long reservedBytes) {
        var space = new FolderSpace(folder, reservedBytes);
        space.sample();
        return space;
    }

    @Override
    public Usage usage() {
        return last;
    }

    /** Looks at the file system; what cannot be seen stays as it was seen last. */
    void sample() {
        try {
            long used = usedBytes();
            last = new Usage(used + Files.getFileStore(folder).getUsableSpace(), used, reservedBytes);
        } catch (IOException | UncheckedIOException e) {
            LOG.atWarn().setCause(e).addKeyValue("folder", folder).log("cannot see how full a folder is");
        }
    }

    private long usedBytes() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(FolderSpace::bytes).sum();
        }
    }

    /** Files come and go while they are counted. */
    private static long bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
