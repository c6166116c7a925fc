package dev.cairn.testkit;

import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.testkit.DiskStep.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A disk in memory that behaves like a real one in bad times.
 *
 * <p>Writes are seen by readers at once and survive a {@link #crash} only if they were synced; of the others each survives
 * whole, in some of its sectors or not at all, by chance. Creations, renames and deletions behave the same way with
 * {@link #syncNames()}, but are never half done. Operations can be made to fail; a write that fails changes nothing, and
 * what a failed sync should have made durable never will be, as on a real system. After a crash, files opened before are
 * dead. Safe for use by any thread.
 */
public final class SimulatedDisk implements Disk {

    private static final String SYNC = "sync";

    /** Guarded by this, like all below. */
    private final Map<String, SimulatedFile> names = new LinkedHashMap<>();

    private final Map<String, SimulatedFile> durableNames = new LinkedHashMap<>();
    private final List<Consumer<Map<String, SimulatedFile>>> pendingNames = new ArrayList<>();
    private final FaultPlan faults = new FaultPlan();
    private DiskInterceptor interceptor = DiskInterceptor.NONE;
    private long capacity = Long.MAX_VALUE;
    private int incarnation;

    /** Lets the n-th write, sync or change of names from now on fail with an IOException, and all after it until {@link #heal}. */
    public synchronized void failFrom(int nth) {
        faults.failFrom(nth);
    }

    /** Lets the n-th write, sync or change of names from now on fail with an IOException, and no other. */
    public synchronized void failOnce(int nth) {
        faults.failOnce(nth);
    }

    /** Lets the next sync of a file fail with an IOException, and nothing else. */
    public synchronized void failNextSync() {
        faults.failNextSync();
    }

    /** Ends all injected failures. */
    public synchronized void heal() {
        faults.heal();
        capacity = Long.MAX_VALUE;
    }

    /** Lets writes fail that would make the sum of all files larger. */
    public synchronized void limitTo(long bytes) {
        capacity = bytes;
    }

    /** Asks somebody before each write, sync and change of names from now on. */
    public synchronized void intercept(DiskInterceptor by) {
        interceptor = by;
    }

    private void step(String what, DiskStep step) throws IOException {
        faults.step(what);
        interceptor.before(step);
    }

    private String nameOf(SimulatedFile file) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() == file)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** How many writes, syncs and changes of names were done so far. */
    public synchronized int operations() {
        return faults.operations();
    }

    /** The machine loses power now. Everything not synced is left to chance. */
    public synchronized void crash(Random random) {
        incarnation++;
        pendingNames.stream().filter(change -> random.nextBoolean()).forEach(change -> change.accept(durableNames));
        pendingNames.clear();
        names.clear();
        names.putAll(durableNames);
        names.values().stream().distinct().forEach(file -> file.crash(random));
    }

    /** Flips one bit of the stored bytes. */
    public synchronized void flipBit(String name, long bit) {
        file(name).flipBit(bit);
    }

    /** Cuts stored bytes off. */
    public synchronized void cut(String name, long size) {
        file(name).truncate(size);
        file(name).makeDurable();
    }

    public synchronized long sizeOf(String name) {
        return file(name).size();
    }

    private SimulatedFile file(String name) {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return file;
    }

    private void changeNames(Consumer<Map<String, SimulatedFile>> change) {
        change.accept(names);
        pendingNames.add(change);
    }

    @Override
    public synchronized DiskFile open(String name) {
        SimulatedFile file = names.get(name);
        if (file == null) {
            SimulatedFile created = new SimulatedFile();
            changeNames(map -> map.put(name, created));
            file = created;
        }
        return new Handle(this, file, incarnation);
    }

    @Override
    public synchronized boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public synchronized List<String> names() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        step("delete " + name, new DiskStep(Kind.DELETE, name, 0, 0));
        changeNames(map -> map.remove(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        step("rename " + from, new DiskStep(Kind.RENAME, from, 0, 0));
        SimulatedFile file = names.get(from);
        if (file == null) {
            throw new FileNotFoundException(from);
        }
        changeNames(map -> {
            map.values().remove(file);
            map.put(to, file);
        });
    }

    @Override
    public synchronized void syncNames() throws IOException {
        step("sync of names", new DiskStep(Kind.SYNC_NAMES, "", 0, 0));
        pendingNames.clear();
        durableNames.clear();
        durableNames.putAll(names);
    }

    private void requireRoom(SimulatedFile growing, long end) throws IOException {
        long others = names.values().stream()
                .filter(file -> file != growing)
                .mapToLong(SimulatedFile::size)
                .sum();
        if (others + Math.max(growing.size(), end) > capacity) {
            throw new IOException("No space left on device");
        }
    }

    /** An open file; everything happens under the lock of the disk. */
    private record Handle(SimulatedDisk disk, SimulatedFile file, int incarnation) implements DiskFile {

        private void requireAlive() throws IOException {
            if (incarnation != disk.incarnation) {
                throw new IOException("the machine went down since this file was opened");
            }
        }

        @Override
        public int read(long offset, ByteBuffer target) throws IOException {
            synchronized (disk) {
                requireAlive();
                return file.read(offset, target);
            }
        }

        @Override
        public void write(long offset, ByteBuffer source) throws IOException {
            synchronized (disk) {
                requireAlive();
                disk.step("write", new DiskStep(Kind.WRITE, disk.nameOf(file), offset, source.remaining()));
                disk.requireRoom(file, offset + source.remaining());
                file.write(offset, source);
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (disk) {
                requireAlive();
                try {
                    disk.step(SYNC, new DiskStep(Kind.SYNC, disk.nameOf(file), file.lastWriteOffset(), 0));
                } catch (IOException e) {
                    file.forgetPending();
                    throw e;
                }
                file.makeDurable();
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (disk) {
                requireAlive();
                return file.size();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (disk) {
                requireAlive();
                disk.step("truncate", new DiskStep(Kind.TRUNCATE, disk.nameOf(file), 0, 0));
                file.truncate(size);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private static final class FaultPlan {

        private int operations;
        private int firstFailing = Integer.MAX_VALUE;
        private int lastFailing = Integer.MAX_VALUE;
        private boolean failsNextSync;

        void failFrom(int nth) {
            firstFailing = operations + nth;
            lastFailing = Integer.MAX_VALUE;
        }

        void failOnce(int nth) {
            firstFailing = operations + nth;
            lastFailing = firstFailing;
        }

        void failNextSync() {
            failsNextSync = true;
        }

        void heal() {
            firstFailing = Integer.MAX_VALUE;
            failsNextSync = false;
        }

        int operations() {
            return operations;
        }

        void step(String what) throws IOException {
            operations++;
            boolean isFailingSync = failsNextSync && what.equals(SYNC);
            if (isFailingSync) {
                failsNextSync = false;
            }
            if (isFailingSync || (operations >= firstFailing && operations <= lastFailing)) {
                throw new IOException("injected failure of " + what);
            }
        }
    }
}
