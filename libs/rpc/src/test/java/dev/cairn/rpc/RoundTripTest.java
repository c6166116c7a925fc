package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Privilege;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockService;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.Quotas;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.Segments;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.api.metadata.Volume;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.lock.LockEndpoint;
import dev.cairn.rpc.lock.RemoteLocks;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.Seeds;
import io.grpc.BindableService;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a caller of a remote service says arrives as it was said, and so does the answer, for every method there is. */
class RoundTripTest {

    /** More than the widest enum has constants. */
    private static final int ROUNDS = 40;

    private static final Epoch EPOCH = new Epoch(7);
    /** How much shorter a deadline may get by travelling, on a busy machine. */
    private static final Duration TRAVEL_TIME_MAX = Duration.ofSeconds(20);

    /** It stands still, so that a deadline of the caller can be compared with the one that arrived. */
    private final TimeSource clock = new ManualTimeSource();

    private final RandomValues values = new RandomValues(Seeds.next(), clock);
    private final RecordingService service = new RecordingService();

    @Test
    void everyMethodOfTheMetadataServiceCarriesItsArgumentsAndItsAnswer() throws Exception {
        var served = MetadataEndpoint.serving(new RecordedMetadata(service), new GrpcAnswer(clock));
        serve(served, leader -> new RemoteMetadata(leader, clock), remote -> {
            callAll(Namespace.class, remote.namespace());
            callAll(Contents.class, remote.contents());
            callAll(Uploads.class, remote.uploads());
            callAll(Archive.class, remote.archive());
            callAll(Segments.class, remote.segments());
            callAll(Acls.class, remote.acls());
            callAll(OpenFiles.class, remote.openFiles());
            callAll(Volume.class, remote.volume());
            callAll(DirectAttributes.class, remote.directAttributes());
            callAll(TaggedAttributes.class, remote.taggedAttributes());
            callAll(Quotas.class, remote.quotas());
            callAll(FileData.class, remote.fileData());
        });

        assertThat(values.chosen())
                .as("every constant and every variant has travelled")
                .contains((Object[]) Privilege.values())
                .contains((Object[]) FileType.values())
                .contains((Object[]) Attributes.Origin.values())
                .contains((Object[]) RecallOutcome.values())
                .contains((Object[]) WaitOp.values())
                .contains((Object[]) ErrorCode.values())
                .contains((Object[]) NewEntry.NameRule.values())
                .contains((Object[]) AclType.values())
                .contains((Object[]) AclEntry.Kind.values())
                .contains((Object[]) Handle.Kind.values())
                .contains((Object[]) TemporaryRequest.Linking.values())
                .contains((Object[]) QuotaRule.Source.values())
                .contains((Object[]) QuotaRule.Operation.values())
                .contains((Object[]) QuotaRule.Measure.values())
                .contains((Object[]) FileData.AllocateMode.values())
                .contains((Object[]) FileData.SeekTarget.values())
                .contains((Object[]) ExtentMap.State.values())
                .containsAll(variants(FileData.WriteAt.class, FileData.MoveMode.class))
                .containsAll(variants(Place.class, NewContent.class, FileRef.class, Condition.class))
                .containsAll(variants(NewEntry.class, ObjectPage.Item.class, ChangeQuery.Detail.class))
                .contains((Object[]) OfflineDefault.Recall.values());
    }

    @Test
    void everyMethodOfTheLockServiceCarriesItsArgumentsAndItsAnswer() throws Exception {
        var served = new LockEndpoint(service.as(LockService.class), new GrpcAnswer(clock));
        serve(List.of(served), leader -> new RemoteLocks(leader, clock), remote -> callAll(LockService.class, remote));

        assertThat(values.chosen()).contains((Object[]) LockMode.values());
    }

    private static List<Object> variants(Class<?>... sealed) {
        return Arrays.stream(sealed)
                .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
                .map(Object.class::cast)
                .toList();
    }

    private static <R> void serve(
            List<? extends BindableService> served, Function<LeaderCalls, R> client, Calls<R> calls) throws Exception {
        var leadership = new FakeLeadership();
        try (RpcServer server = RpcServer.start("127.0.0.1", 0, () -> EPOCH, served);
                LeaderCalls leader = new LeaderCalls(leadership, new ManualTimeSource())) {
            leadership.set(Optional.of(FakeLeadership.leader(EPOCH.value(), server.port())));
            calls.make(client.apply(leader));
        }
    }

    private <S> void callAll(Class<S> type, S remote) throws Exception {
        for (Method method : type.getMethods()) {
            for (int round = 0; round < ROUNDS; round++) {
                callOnce(method, remote);
            }
        }
    }

    private void callOnce(Method method, Object remote) throws Exception {
        Object[] arguments =
                Stream.of(method.getGenericParameterTypes()).map(values::of).toArray();
        boolean hasAnswer = !method.getReturnType().equals(void.class);
        Object answer = hasAnswer ? values.of(method.getGenericReturnType()) : null;
        service.answer(answer);

        Object received = invoke(method, remote, arguments);

        assertThat(received).as("the answer of %s", method).isEqualTo(answer);
        RecordingService.Call said = RecordingService.call(method, arguments);
        RecordingService.Call heard = service.lastCall();
        assertThat(heard.method()).isEqualTo(said.method());
        assertThat(heard.arguments()).as("the arguments of %s", method).isEqualTo(said.arguments());
        assertThat(heard.deadline().isPresent()).isEqualTo(said.deadline().isPresent());
        said.deadline()
                .ifPresent(asked -> assertThat(heard.deadline().map(Deadline::atNanos))
                        .as("a deadline loses what the way took, and no more")
                        .hasValueSatisfying(nanos -> assertThat(nanos)
                                .isBetween(asked.atNanos() - TRAVEL_TIME_MAX.toNanos(), asked.atNanos())));
    }

    private static Object invoke(Method method, Object target, Object... arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " with " + Arrays.toString(arguments), e.getCause());
        }
    }

    @FunctionalInterface
    private interface Calls<R> {
        void make(R remote) throws Exception;
    }
}
