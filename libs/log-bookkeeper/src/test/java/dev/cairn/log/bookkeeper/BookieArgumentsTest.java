package dev.cairn.log.bookkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of a bookie is taken whole, or refused with what is wrong. */
@Timeout(10)
class BookieArgumentsTest {

    @Test
    void optionsComeInAnyOrder() {
        assertThat(BookieArguments.parse("--zookeeper", "a:1,b:2", "--port", "3181", "--data", "x", "--host", "h"))
                .isEqualTo(new BookieArguments(Path.of("x"), "h", 3181, "a:1,b:2"));
    }

    @Test
    void withoutAHostItIsLoopback() {
        assertThat(BookieArguments.parse("--data", "x", "--port", "1", "--zookeeper", "a:1")
                        .host())
                .isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "--data x --port 1, --zookeeper is missing",
        "--data x --zookeeper a:1, --port is missing",
        "--port 1 --zookeeper a:1, --data is missing",
        "--data x --port one --zookeeper a:1, no number",
        "--data x --port 0 --zookeeper a:1, 1 to 65535",
        "--data x --port 65536 --zookeeper a:1, 1 to 65535",
        "--data x --port 1 --zookeeper a, host:port",
        "--data x --port, no value",
        "--data x --data y --port 1 --zookeeper a:1, given twice",
        "--date x, unknown option",
    })
    void whatIsWrongIsTold(String line, String message) {
        assertThatThrownBy(() -> BookieArguments.parse(line.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
