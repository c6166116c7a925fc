package dev.cairn.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder with all data of a standalone.
 *
 * <pre>
 * data/  lock  metadata/0/  blocks/  zookeeper/  run/ready  log/cairn.log
 * </pre>
 *
 * One process at a time has it; the system gives it back when that process ends, however it ends.
 */
final class DataFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;

    private DataFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws DataFolderInUseException if another process has it */
    static DataFolder take(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("run"));
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new DataFolderInUseException(folder);
        }
        var taken = new DataFolder(folder, channel);
        // Of a process that was killed.
        Files.deleteIfExists(taken.readyFile());
        return taken;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    Path metadata() {
        return folder.resolve("metadata").resolve("0");
    }

    Path blocks() {
        return folder.resolve("blocks");
    }

    Path zooKeeper() {
        return folder.resolve("zookeeper");
    }

    /** Written when everything serves; for the launch script and for people. */
    Path readyFile() {
        return folder.resolve("run").resolve("ready");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(readyFile());
        lock.close();
    }
}
