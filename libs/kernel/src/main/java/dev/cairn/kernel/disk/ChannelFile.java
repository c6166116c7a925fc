package dev.cairn.kernel.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A file that an interrupt cannot close.
 *
 * <p>A {@code FileChannel} is closed, for everybody, when a thread inside it is interrupted. Request threads are
 * interrupted whenever a client goes away, and the files of a tree or a volume are shared by all of them. An
 * asynchronous channel has no such rule; given an executor that runs its task in the calling thread it is a plain
 * blocking channel with positioned reads and writes. The interrupt flag of the caller is left as it was.
 */
final class ChannelFile implements DiskFile {

    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final AsynchronousFileChannel channel;

    private ChannelFile(AsynchronousFileChannel channel) {
        this.channel = channel;
    }

    static ChannelFile open(Path file) throws IOException {
        return new ChannelFile(AsynchronousFileChannel.open(file, OPTIONS, new CallerRuns()));
    }

    @Override
    public int read(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        while (target.hasRemaining()) {
            int count = result(channel.read(target, offset + target.position() - start));
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
            result(channel.write(source, offset + source.position() - start));
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

    private static int result(Future<Integer> done) throws IOException {
        try {
            return done.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(failed.getCause());
        } catch (InterruptedException impossible) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the operation ran in this thread, so there was nothing to wait for", impossible);
        }
    }

    private static final class CallerRuns extends AbstractExecutorService {

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return false;
        }
    }
}
