package dev.cairn.benchmarks.tree;

import dev.cairn.btree.Change;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.Snapshot;
import dev.cairn.btree.Tree;
import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The tree of this project as a replica runs it: publishing every batch, with checkpoints beside the writer. */
final class CairnStore implements OrderedStore {

    /** As often as a replica makes them, by what it has logged. */
    private static final long CHECKPOINT_BYTES = 64L << 20;

    private final Tree tree;
    private final ExecutorService checkpoints = Executors.newSingleThreadExecutor();
    private final List<Change> batch = new ArrayList<>();

    private CompletableFuture<Void> checkpoint = CompletableFuture.completedFuture(null);
    private long index;
    private long changed;

    private CairnStore(Tree tree) {
        this.tree = tree;
    }

    static CairnStore in(Path folder) throws IOException {
        return new CairnStore(Tree.open(FolderDisk.open(folder), TreeSettings.DEFAULT));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        batch.add(new Change.Put(key, value));
        changed += key.length + value.length;
    }

    @Override
    public void delete(byte[] key) {
        batch.add(new Change.Delete(key));
    }

    @Override
    public void commit() {
        tree.apply(batch);
        batch.clear();
        Snapshot published = tree.publish();
        index++;
        long dirty = tree.dirtyBytes();
        boolean isDue = changed >= CHECKPOINT_BYTES || dirty > TreeSettings.DEFAULT.dirtyBytesMax();
        if (isDue && (checkpoint.isDone() || dirty > 2 * TreeSettings.DEFAULT.dirtyBytesMax())) {
            checkpoint.join();
            changed = 0;
            startCheckpoint(published);
        }
    }

    Tree tree() {
        return tree;
    }

    private void startCheckpoint(Snapshot snapshot) {
        var position = new Position(new Epoch(1), index);
        checkpoint = CompletableFuture.runAsync(
                () -> {
                    try {
                        tree.checkpoint(snapshot, position);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                checkpoints);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return tree.snapshot().get(key);
    }

    @Override
    public long scan(byte[] from, int count) {
        Cursor cursor = tree.snapshot().scan(from, null);
        long bytes = 0;
        for (int i = 0; i < count && cursor.next(); i++) {
            bytes += cursor.key().length + cursor.value().length;
        }
        return bytes;
    }

    @Override
    public long diskBytes() {
        checkpoint.join();
        startCheckpoint(tree.snapshot());
        checkpoint.join();
        return tree.statistics().fileBytes();
    }

    @Override
    public void close() throws IOException {
        checkpoint.join();
        checkpoints.shutdown();
        tree.close();
    }
}
