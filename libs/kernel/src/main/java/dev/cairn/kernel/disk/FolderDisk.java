package dev.cairn.kernel.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A {@link Disk} that is a folder of the file system. */
public final class FolderDisk implements Disk {

    private final Path folder;

    private FolderDisk(Path folder) {
        this.folder = folder;
    }

    /** The folder is created, with its parents, if it is missing. */
    public static FolderDisk open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new FolderDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ChannelFile(FileChannel.open(
                folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void syncNames() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {

        @Override
        public int read(long offset, ByteBuffer target) throws IOException {
            int start = target.position();
            while (target.hasRemaining()) {
                int count = channel.read(target, offset + target.position() - start);
                if (count < 0) {
                    break;
                }
            }
            return target.position() - start;
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            int start = source.position();
            while (source.hasRemaining()) {
                channel.write(source, offset + source.position() - start);
            }
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
