package dev.cairn.gateway.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Range headers mean what RFC 9110 says, whatever the size of the file. */
class WindowTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 10, 0, 1",
        "bytes=0-9, 10, 0, 10",
        "bytes=0-10, 10, 0, 10",
        "bytes=3-, 10, 3, 10",
        "bytes=-3, 10, 7, 10",
        "bytes=-30, 10, 0, 10",
        "Bytes=9-9, 10, 9, 10",
        "bytes= 2 - 4 , 10, 2, 5",
        "bytes=0-99999999999999999999999, 10, 0, 10",
        "bytes=0-9223372036854775807, 10, 0, 10",
        "bytes=-99999999999999999999999, 10, 0, 10",
        "bytes=0000000000000000000000005-, 10, 5, 10",
    })
    void rangesInside(String header, long size, long from, long to) {
        assertThat(Window.parse(header).orElseThrow().in(size)).contains(new Window.Span(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=10-, 10",
        "bytes=10-20, 10",
        "bytes=-0, 10",
        "bytes=0-, 0",
        "bytes=-1, 0",
        "bytes=18446744073709551615-, 10"
    })
    void rangesOutside(String header, long size) {
        assertThat(Window.parse(header).orElseThrow().in(size)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "items=0-1",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=0-1,3-4",
                "bytes=+1-2",
                "bytes",
                "0-1",
                ""
            })
    void whatIsNoSingleRangeIsIgnored(String header) {
        assertThat(Window.parse(header)).isEmpty();
    }

    @Test
    void theWholeOfAnEmptyFileIsNoBytes() {
        assertThat(new Window.Whole().in(0)).isEqualTo(Optional.of(new Window.Span(0, 0)));
    }
}
