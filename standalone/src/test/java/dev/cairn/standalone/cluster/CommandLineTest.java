package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.standalone.cluster.CommandLine.Output;
import dev.cairn.standalone.cluster.CommandLine.Verb;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed is understood, or refused with a reason. */
class CommandLineTest {

    @Test
    void withoutOptionsItIsTheFolderOfTheWorkingFolder() {
        CommandLine start = parse("start");

        assertThat(start)
                .isEqualTo(new CommandLine(
                        Verb.START,
                        "",
                        new ClusterFolder(Path.of("data/cluster").toAbsolutePath()),
                        OptionalInt.empty(),
                        Output.TABLE));
    }

    @Test
    void optionsMayStandBeforeAndBehindTheMember() {
        assertThat(parse("kill metadata-1 --data /srv/c")).isEqualTo(parse("kill --data /srv/c metadata-1"));
        assertThat(parse("kill metadata-1 --data /srv/c").member()).isEqualTo("metadata-1");
        assertThat(parse("kill metadata-1 --data /srv/c").folder().root()).isEqualTo(Path.of("/srv/c"));
        assertThat(parse("start --port-base 12000").portBase()).hasValue(12_000);
        assertThat(parse("status --json").output()).isEqualTo(Output.JSON);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                        | a command is missing
                    frobnicate                | no command 'frobnicate'
                    START                     | no command 'START'
                    start metadata-1          | start does not take 'metadata-1'
                    start --json              | start does not take '--json'
                    stop --port-base 9500     | stop does not take '--port-base'
                    kill                      | kill needs the name of a member
                    kill a b                  | kill does not take 'b'
                    kill a --force            | kill does not take '--force'
                    status --data             | --data needs a value
                    start --port-base         | --port-base needs a value
                    start --port-base 0       | a number from 1 to 65514: '0'
                    start --port-base 65515   | a number from 1 to 65514: '65515'
                    start --port-base -1      | a number from 1 to 65514: '-1'
                    start --port-base 999999  | a number from 1 to 65514: '999999'
                    start --port-base ten     | a number from 1 to 65514: 'ten'
                    """)
    void whatMakesNoSenseIsRefusedByName(String line, String reason) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessageContaining(reason);
    }

    private static CommandLine parse(String line) {
        return CommandLine.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
