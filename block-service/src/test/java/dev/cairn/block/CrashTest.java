package dev.cairn.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What was acknowledged is there after the machine lost power at any moment. */
class CrashTest {

    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryLeases leases = new MemoryLeases();

    private record Written(Bytes data, List<Location> locations) {}

    @Test
    void acknowledgedBytesOutliveCrashes() throws Exception {
        Random random = Fixture.random();
        List<Written> acknowledged = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            LocalBlockService service = open();
            verify(service, acknowledged);
            acknowledged.addAll(writeUntilCrash(service, random));
            service.close();
            leases.comeBack();
        }
        LocalBlockService service = open();
        verify(service, acknowledged);
        assertThat(acknowledged).isNotEmpty();
        Map<SegmentId, Long> sealed = leases.sealed();
        acknowledged.forEach(written ->
                written.locations.forEach(location -> assertThat(sealed).containsKey(location.segment())));
        service.close();
    }

    private List<Written> writeUntilCrash(LocalBlockService service, Random random) throws InterruptedException {
        ConcurrentLinkedQueue<Written> acknowledged = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random own = new Random(random.nextLong());
            writers.add(Thread.ofPlatform().start(() -> writeUntilFailure(service, own, acknowledged)));
        }
        int enough = random.nextInt(60);
        Await.until("some appends", () -> acknowledged.size() >= enough);
        // A machine that lost power seals nothing.
        leases.goAway();
        disk.crash(random);
        for (Thread writer : writers) {
            writer.join();
        }
        return List.copyOf(acknowledged);
    }

    private static void writeUntilFailure(
            LocalBlockService service, Random random, ConcurrentLinkedQueue<Written> acknowledged) {
        while (true) {
            byte[] data = Fixture.bytes(random, 1 + random.nextInt(random.nextInt(8) == 0 ? 900_000 : 6_000));
            Body body = random.nextBoolean() ? Fixture.known(data) : Fixture.unknown(data);
            try {
                acknowledged.add(new Written(Bytes.wrap(data), service.append(1, 0, body, Fixture.soon())));
            } catch (CairnException down) {
                return;
            } catch (IOException e) {
                throw new AssertionError("the body is in memory", e);
            }
        }
    }

    private LocalBlockService open() throws IOException {
        VolumeStore store = VolumeStore.open(disk, null, Fixture.UNLIMITED, Fixture.ENDLESS);
        return LocalBlockService.start(Fixture.settings(), store, leases, TimeSource.system(), BlockMonitor.NONE);
    }

    private static void verify(LocalBlockService service, List<Written> acknowledged) throws IOException {
        for (Written written : acknowledged) {
            assertThat(Fixture.read(service, written.locations)).isEqualTo(written.data.toByteArray());
        }
    }
}
