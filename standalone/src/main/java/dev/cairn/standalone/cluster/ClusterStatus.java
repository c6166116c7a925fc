package dev.cairn.standalone.cluster;

import dev.cairn.standalone.process.ReplicaReport;
import dev.cairn.standalone.process.ReplicaReport.LogPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * All members at about one moment, as a table for people or as JSON for programs.
 *
 * @param members in the order of the layout
 */
record ClusterStatus(List<MemberStatus> members) {

    private static final List<String> TITLES = List.of("MEMBER", "PID", "STATE", "ROLE", "EPOCH", "POSITION", "LAG");
    private static final String NOTHING = "-";

    ClusterStatus {
        members = List.copyOf(members);
    }

    /**
     * Puts together what was found.
     *
     * @param reports of those that answered
     */
    static ClusterStatus of(List<MemberProcess> processes, Map<Member, ReplicaReport> reports) {
        return new ClusterStatus(processes.stream()
                .map(process -> {
                    Optional<ReplicaReport> report = Optional.ofNullable(reports.get(process.member()));
                    OptionalLong pid = process.pid();
                    return new MemberStatus(
                            process.member(),
                            pid.isEmpty() ? ProcessState.DEAD : process.state(),
                            pid,
                            report,
                            report.map(own -> lag(own, reports.values())).orElse(OptionalLong.empty()));
                })
                .toList());
    }

    /** By how much it is behind the newest leader of its group; one that was paused may still believe it leads. */
    static OptionalLong lag(ReplicaReport own, Iterable<ReplicaReport> all) {
        List<ReplicaReport> leaders = new ArrayList<>();
        for (ReplicaReport report : all) {
            if (report.group().equals(own.group()) && report.role().equals(ReplicaReport.LEADER)) {
                leaders.add(report);
            }
        }
        LogPosition mine = own.position();
        return leaders.stream()
                .max(Comparator.comparingLong(ReplicaReport::epoch))
                .map(ReplicaReport::position)
                .filter(newest -> mine != null)
                .map(newest -> OptionalLong.of(Math.max(
                        0, newest.index() - Objects.requireNonNull(mine).index())))
                .orElse(OptionalLong.empty());
    }

    boolean allRun() {
        return members.stream().allMatch(status -> status.state() == ProcessState.RUNNING);
    }

    /** Columns as wide as their widest cell. */
    String table() {
        List<List<String>> rows = new ArrayList<>(List.of(TITLES));
        members.forEach(status -> rows.add(row(status)));
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < TITLES.size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(cell).repeat(' ', widths.get(column) - cell.length() + 2);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static List<String> row(MemberStatus status) {
        boolean silent = status.member().role().elects()
                && status.state() == ProcessState.RUNNING
                && status.replica().isEmpty();
        return List.of(
                status.member().name(),
                text(status.pid()),
                status.state().toString(),
                silent ? "no answer" : text(status, ReplicaReport::role),
                text(status, report -> String.valueOf(report.epoch())),
                text(status, report -> text(report.position())),
                text(status.lag()));
    }

    private static String text(MemberStatus status, Function<ReplicaReport, String> part) {
        return status.replica().map(part).orElse(NOTHING);
    }

    private static String text(@Nullable LogPosition position) {
        return position == null ? NOTHING : position.epoch() + ":" + position.index();
    }

    private static String text(OptionalLong number) {
        return number.isPresent() ? String.valueOf(number.getAsLong()) : NOTHING;
    }

    /** One object with {@code members}; what is unknown of a member is left out. */
    String json() {
        return JsonMapper.shared()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(Map.of(
                                "members",
                                members.stream().map(ClusterStatus::fields).toList()))
                + "\n";
    }

    private static Map<String, Object> fields(MemberStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("member", status.member().name());
        fields.put("port", status.member().port());
        fields.put("state", status.state().toString());
        status.pid().ifPresent(pid -> fields.put("pid", pid));
        status.replica().ifPresent(report -> {
            fields.put("group", report.group());
            fields.put("role", report.role());
            fields.put("epoch", report.epoch());
            if (report.position() != null) {
                fields.put("position", report.position());
            }
        });
        status.lag().ifPresent(lag -> fields.put("lag", lag));
        return fields;
    }
}
