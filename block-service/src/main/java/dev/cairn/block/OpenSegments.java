package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Segment files that are open for reading, the least recently used closed first. A file closes only when nobody reads
 * from it. Safe for use by any thread.
 */
final class OpenSegments implements AutoCloseable {

    private final SegmentStore store;
    private final int filesMax;

    /** Guards the map and the counts in it; files are opened and closed outside. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<SegmentId, OpenFile> files = new LinkedHashMap<>(64, 0.75f, true);

    OpenSegments(SegmentStore store, int filesMax) {
        this.store = store;
        this.filesMax = filesMax;
    }

    /** @throws CairnException {@link ErrorCode#ENOENT}, reason {@code segment}, when the segment is gone */
    Use use(SegmentId segment) {
        OpenFile known = known(segment);
        if (known != null) {
            return new Use(known);
        }
        try {
            DiskFile file = store.open(segment)
                    .orElseThrow(() -> new CairnException(
                            ErrorCode.ENOENT, "segment", "segment " + segment + " does not exist any more"));
            return new Use(add(segment, new OpenFile(file)));
        } catch (IOException e) {
            throw DiskErrors.failed("open segment " + segment, e);
        }
    }

    /** The segment is deleted: the next use finds it gone. */
    void forget(SegmentId segment) {
        OpenFile unused;
        lock.lock();
        try {
            OpenFile file = files.remove(segment);
            unused = file != null && file.retire() ? file : null;
        } finally {
            lock.unlock();
        }
        if (unused != null) {
            unused.close();
        }
    }

    @Override
    public void close() {
        List<SegmentId> all;
        lock.lock();
        try {
            all = List.copyOf(files.keySet());
        } finally {
            lock.unlock();
        }
        all.forEach(this::forget);
    }

    private @Nullable OpenFile known(SegmentId segment) {
        lock.lock();
        try {
            OpenFile file = files.get(segment);
            if (file != null) {
                file.users++;
            }
            return file;
        } finally {
            lock.unlock();
        }
    }

    private OpenFile add(SegmentId segment, OpenFile opened) {
        List<OpenFile> unused = new ArrayList<>();
        OpenFile used;
        lock.lock();
        try {
            OpenFile faster = files.get(segment);
            if (faster != null) {
                unused.add(opened);
                used = faster;
            } else {
                files.put(segment, opened);
                used = opened;
            }
            used.users++;
            Iterator<OpenFile> eldest = files.values().iterator();
            while (files.size() > filesMax) {
                OpenFile file = eldest.next();
                eldest.remove();
                if (file.retire()) {
                    unused.add(file);
                }
            }
        } finally {
            lock.unlock();
        }
        unused.forEach(OpenFile::close);
        return used;
    }

    private void release(OpenFile file) {
        boolean last;
        lock.lock();
        try {
            file.users--;
            last = file.retired && file.users == 0;
        } finally {
            lock.unlock();
        }
        if (last) {
            file.close();
        }
    }

    /** One reader's hold on a file. */
    final class Use implements AutoCloseable {

        private final OpenFile file;

        private Use(OpenFile file) {
            this.file = file;
        }

        DiskFile file() {
            return file.file;
        }

        @Override
        public void close() {
            release(file);
        }
    }

    private static final class OpenFile {

        private final DiskFile file;
        private int users;
        private boolean retired;

        private OpenFile(DiskFile file) {
            this.file = file;
        }

        /** Closes with its last user from now on. Answers whether there is none. */
        private boolean retire() {
            retired = true;
            return users == 0;
        }

        private void close() {
            try {
                file.close();
            } catch (IOException e) {
                // Nothing was written through it, so nothing can be lost.
                return;
            }
        }
    }
}
