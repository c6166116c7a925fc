package dev.cairn.kernel.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDiskTest {

    @TempDir
    Path folder;

    @Test
    void readsWhatWasWrittenAndStopsAtTheEnd() throws IOException {
        try (DiskFile file = FolderDisk.open(folder).open("a")) {
            file.write(10, bytes("hello"));
            file.sync();
            ByteBuffer target = ByteBuffer.allocate(100);
            assertThat(file.read(12, target)).isEqualTo(3);
            assertThat(text(target)).isEqualTo("llo");
            assertThat(file.read(15, ByteBuffer.allocate(1))).isZero();
            assertThat(file.size()).isEqualTo(15);
            file.truncate(12);
            assertThat(file.size()).isEqualTo(12);
        }
    }

    @Test
    void anInterruptedThreadFinishesItsOperationAndClosesNothing() throws Exception {
        try (DiskFile file = FolderDisk.open(folder).open("a")) {
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            Thread interrupted = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                try {
                    file.write(0, bytes("written"));
                    file.sync();
                    ByteBuffer target = ByteBuffer.allocate(7);
                    file.read(0, target);
                    assertThat(text(target)).isEqualTo("written");
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                } catch (IOException | AssertionError e) {
                    failure.set(e);
                }
            });
            interrupted.join();
            assertThat(failure.get()).isNull();
            assertThat(file.size()).isEqualTo(7);
        }
    }

    @Test
    void aDeletedFileStaysReadableWhileItIsOpen() throws IOException {
        FolderDisk disk = FolderDisk.open(folder);
        try (DiskFile file = disk.open("a")) {
            file.write(0, bytes("x"));
            disk.delete("a");
            disk.syncNames();
            assertThat(disk.exists("a")).isFalse();
            assertThat(file.read(0, ByteBuffer.allocate(1))).isEqualTo(1);
        }
    }

    @Test
    void aClosedFileRefuses() throws IOException {
        DiskFile file = FolderDisk.open(folder).open("a");
        file.close();
        assertThatThrownBy(() -> file.read(0, ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.write(0, bytes("x"))).isInstanceOf(ClosedChannelException.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
    }
}
