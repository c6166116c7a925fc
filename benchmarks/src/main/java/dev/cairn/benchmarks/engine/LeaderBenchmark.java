package dev.cairn.benchmarks.engine;

import dev.cairn.benchmarks.Figures;
import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.log.FileLog;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import dev.cairn.replica.ResponseCodec;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Durable creates of the lean kind, each exactly once, through a leading replica on a file log. */
public final class LeaderBenchmark {

    private static final double TARGET = 50_000;

    private static final ResponseCodec<byte[]> CODEC = new ResponseCodec<>() {
        @Override
        public byte[] encode(byte[] response) {
            return response;
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes;
        }
    };

    private LeaderBenchmark() {}

    public static void run(Path folder, Figures figures) throws Exception {
        var settings = new ReplicaSettings("leader", TreeSettings.DEFAULT, ReplicaSettings.CHECKPOINT_LOG_BYTES);
        try (FileLog log = FileLog.open(Files.createDirectory(folder.resolve("leader-log")));
                Replica replica = new Replica(
                        settings,
                        FolderDisk.open(folder.resolve("leader-tree")),
                        log,
                        ReplicaListener.none(),
                        TimeSource.system())) {
            replica.lead(new Epoch(1), () -> true);
            for (int callers : new int[] {1, 64}) {
                var session = UUID.randomUUID();
                AtomicLong[] numbers = new AtomicLong[callers];
                for (int i = 0; i < callers; i++) {
                    numbers[i] = new AtomicLong();
                }
                var load = Callers.run(
                        callers,
                        caller -> create(replica, new RequestId(session, caller, numbers[caller].incrementAndGet())));
                String name = "leader.create." + callers;
                if (callers == 1) {
                    figures.tell(name, load.perSecond(), "1/s");
                } else {
                    figures.tell(name, load.perSecond(), "1/s", "target", TARGET);
                }
                figures.tell(name + ".p50", load.percentileMillis(0.5), "ms");
                figures.tell(name + ".p99", load.percentileMillis(0.99), "ms");
                figures.tell(name + ".p99.9", load.percentileMillis(0.999), "ms");
            }
        }
    }

    private static void create(Replica replica, RequestId request) {
        long directory = request.slot();
        replica.submit(request, CODEC, (transaction, context) -> {
                    byte[] counter = transaction.get(key(9, 0x70, 0, 0));
                    long file = counter == null ? 1 : ByteBuffer.wrap(counter).getLong() + 1;
                    transaction.put(key(9, 0x70, 0, 0), key(8, file));
                    transaction.put(key(9, 0x10, file, 0), new byte[100]);
                    transaction.put(key(26, 0x20, directory, file), new byte[9]);
                    transaction.put(key(17, 0x40, file, file), new byte[0]);
                    transaction.put(key(17, 0x41, file, file), new byte[0]);
                    transaction.put(key(9, 0x11, directory, 0), new byte[100]);
                    return new byte[100];
                })
                .join();
    }

    private static byte[] key(int length, long number) {
        return ByteBuffer.allocate(length).putLong(number).array();
    }

    private static byte[] key(int length, int zone, long first, long second) {
        var key = ByteBuffer.allocate(length).put((byte) zone).putLong(first);
        if (key.remaining() >= Long.BYTES) {
            key.putLong(second);
        }
        return key.array();
    }
}
