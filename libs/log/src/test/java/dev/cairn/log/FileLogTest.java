package dev.cairn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on real files, with segments of the usual size. */
class FileLogTest extends TransactionLogContract {

    @TempDir
    Path folder;

    @Override
    protected TransactionLog create() throws IOException {
        return FileLog.open(folder);
    }

    @Test
    void aFolderIsForOneLogAtATime() throws IOException {
        assertThatThrownBy(() -> FileLog.open(folder))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EBUSY));
    }

    /** The contract with segments so small that everything crosses their borders. */
    @Nested
    class SmallSegments extends TransactionLogContract {

        @Override
        protected TransactionLog create() throws IOException {
            return FileLog.on(FolderDisk.open(folder.resolve("small")), 1_000);
        }
    }

    @Test
    void aLogIsAsItWasAfterItWasClosed(@TempDir Path own) throws IOException {
        try (FileLog log = FileLog.open(own);
                Appender appender = log.open(new Epoch(4))) {
            appender.append(new byte[] {1}).join();
        }
        try (FileLog log = FileLog.open(own)) {
            assertThat(log.end().index()).isEqualTo(1);
            assertThatThrownBy(() -> log.open(new Epoch(4))).isInstanceOf(CairnException.class);
            try (Appender appender = log.open(new Epoch(5))) {
                assertThat(appender.append(new byte[] {2}).join().index()).isEqualTo(2);
            }
        }
    }
}
