package dev.cairn.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever happens to the disk, what was acknowledged is there afterwards, and what is there is what was appended, without
 * a gap, for ever.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogCrashTest {

    private static final int SEGMENT_BYTES = 3_000;

    private final Random random = new Random(Seeds.next());
    private SimulatedDisk disk = new SimulatedDisk();

    /** What the log must hold, by index from 1; recovery settles what of the unacknowledged belongs to it. */
    private final List<byte[]> settled = new ArrayList<>();

    private long epoch;
    private Position trimmed = Position.START;

    @Test
    void crashesAndFailuresAtAnyPoint() throws Exception {
        for (int round = 0; round < 300; round++) {
            try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
                verify(log, List.of());
                for (int term = random.nextInt(3); term >= 0; term--) {
                    runTerm(log);
                }
                if (random.nextInt(4) != 0) {
                    disk.crash(random);
                }
            }
        }
        assertThat(settled).hasSizeGreaterThan(300);
    }

    private void runTerm(FileLog log) throws IOException {
        Appender appender = log.open(new Epoch(++epoch));
        List<byte[]> appended = new ArrayList<>();
        var acknowledged = new AtomicInteger();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        if (random.nextBoolean()) {
            injectFailure();
        }
        for (int i = random.nextInt(40); i > 0; i--) {
            byte[] entry = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 200)];
            random.nextBytes(entry);
            appended.add(entry);
            answers.add(appender.append(entry).thenAccept(position -> acknowledged.incrementAndGet()));
            if (random.nextInt(5) == 0) {
                await(answers.getLast());
            }
        }
        if (random.nextInt(3) == 0) {
            // What is under way now may or may not be finished by the crash.
            disk.crash(random);
        }
        answers.forEach(LogCrashTest::await);
        appender.close();
        disk.heal();
        if (random.nextInt(3) == 0) {
            trimSome(log);
        }
        // The disk may be dead for this log; the next one tells what became of it.
        try (FileLog next = FileLog.on(disk, SEGMENT_BYTES)) {
            verify(next, appended);
            assertThat(next.end().index())
                    .isGreaterThanOrEqualTo(settled.size() - appended.size() + acknowledged.get());
        }
    }

    private void injectFailure() {
        switch (random.nextInt(3)) {
            case 0 -> disk.failFrom(1 + random.nextInt(12));
            case 1 -> disk.failOnce(1 + random.nextInt(12));
            default -> disk.limitTo(random.nextInt(20_000));
        }
    }

    private void trimSome(FileLog log) {
        Position end = log.end();
        try {
            log.trim(end);
        } catch (IOException crashed) {
            // Done or not, only whole segments below the end may be gone.
        }
        trimmed = end;
    }

    /** Reads everything; entries behind the settled ones must be a beginning of {@code doubtful}, and are settled then. */
    private void verify(FileLog log, List<byte[]> doubtful) throws IOException {
        long before = settled.size();
        long end = log.end().index();
        assertThat(end).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(before + doubtful.size());
        settled.addAll(doubtful.subList(0, (int) (end - before)));
        try (LogReader reader = log.read(trimmed)) {
            for (long index = trimmed.index() + 1; index <= end; index++) {
                LogEntry entry = reader.next();
                assertThat(entry).isNotNull();
                assertThat(entry.position().index()).isEqualTo(index);
                assertThat(entry.content()).isEqualTo(settled.get((int) index - 1));
            }
            assertThat(reader.next()).isNull();
        }
    }

    private static void await(CompletableFuture<?> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            CairnException.class,
                            failure -> assertThat(failure.code()).isIn(ErrorCode.EIO, ErrorCode.ENOSPC));
        }
    }

    /** On many systems the bytes of a failed sync are seen until the power fails, but no later sync writes them. */
    @Test
    void anEntryFoundAfterAFailedSyncIsDurable() throws IOException {
        for (int round = 0; round < 20; round++) {
            disk = new SimulatedDisk();
            try (FileLog log = FileLog.on(disk, SEGMENT_BYTES)) {
                Appender appender = log.open(new Epoch(1));
                appender.append(new byte[] {1}).join();
                disk.failOnce(2);
                assertThat(appender.append(new byte[] {2})).failsWithin(Duration.ofSeconds(10));
                log.open(new Epoch(2));
                long found = log.end().index();
                disk.crash(random);
                try (FileLog after = FileLog.on(disk, SEGMENT_BYTES)) {
                    assertThat(after.end().index()).isEqualTo(found);
                }
            }
        }
    }
}
