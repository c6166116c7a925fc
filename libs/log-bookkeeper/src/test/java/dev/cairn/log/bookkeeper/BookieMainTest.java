package dev.cairn.log.bookkeeper;

import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.append;
import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.coordination.EmbeddedZooKeeper;
import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerWriter;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bookie as a process: what it acknowledged outlives a kill, and it ends when it is told to. */
@Timeout(60)
class BookieMainTest {

    private static final int SIGTERM_CODE = 128 + 15;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void entriesOutliveAKill() throws Exception {
        int port = BookieCluster.freePorts(1).getFirst();
        try (EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0)) {
            Process first = startBookie(port, zooKeeper.connectString());
            long ledger;
            try (BookKeeperLedgers ledgers =
                    BookKeeperLedgers.connect(zooKeeper.connectString(), LedgerReplication.SINGLE)) {
                LedgerWriter writer = ledgers.create();
                append(writer, "a");
                append(writer, "b");
                ledger = writer.ledger();
                first.destroyForcibly().waitFor();
            }
            Process second = startBookie(port, zooKeeper.connectString());
            try (BookKeeperLedgers ledgers =
                            BookKeeperLedgers.connect(zooKeeper.connectString(), LedgerReplication.SINGLE);
                    LedgerReader reader = ledgers.fence(ledger)) {
                assertThat(read(reader, 0, reader.lastDurable())).containsExactly("a", "b");
            }
            second.destroy();
            assertThat(second.waitFor()).isEqualTo(SIGTERM_CODE);
        }
    }

    @Test
    void aWrongCommandLineIsToldApart() throws Exception {
        Process process = start("--data", "x");
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(errors())).contains("usage: BookieMain");
    }

    private Process startBookie(int port, String zookeeper) throws Exception {
        Process process = start(
                "--data",
                folder.resolve("bookie").toString(),
                "--port",
                Integer.toString(port),
                "--zookeeper",
                zookeeper);
        BufferedReader output = process.inputReader();
        assertThat(output.readLine()).contains("takes entries at 127.0.0.1:" + port);
        return process;
    }

    private Path errors() {
        return folder.resolve("errors.txt");
    }

    private Process start(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                BookieMain.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()))
                .start();
        processes.add(process);
        return process;
    }
}
