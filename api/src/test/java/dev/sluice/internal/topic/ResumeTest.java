package dev.sluice.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.sluice.Close.Cause;
import dev.sluice.Overflow;
import dev.sluice.Topic;
import dev.sluice.Topics;
import dev.sluice.TransportConfig;
import dev.sluice.fixtures.Clock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A topic whose members come back")
class ResumeTest {

    private static final TransportConfig SMALL = TransportConfig.builder().outboxMessages(10).build();

    private static void publish(Topic<String> topic, int from, int to) {
        IntStream.rangeClosed(from, to).forEach(i -> topic.publish("m" + i));
    }

    private static List<String> texts(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "m" + i).toList();
    }

    private static Member join(Topic<String> topic, String lastEventId, TransportConfig config) {
        Member member = Member.back(lastEventId, config);
        topic.join(member.stream());
        return member;
    }

    private static Member join(Topic<String> topic, String lastEventId) {
        return join(topic, lastEventId, TransportConfig.defaults());
    }

    /** The cursor that a client of this topic gets when it begins. */
    private static String cursor(Topic<String> topic) {
        Member member = new Member();
        try (Topic.Seat seat = topic.join(member.stream())) {
            return member.pollRaw().get(0).strip().substring("id: ".length());
        }
    }

    private static String epoch(Topic<String> topic) {
        return Cursor.parse(cursor(topic)).orElseThrow().epoch();
    }

    @Test
    void tellsANewMemberWhereItIs() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(10).create();
        assertThat(cursor(topic)).endsWith("-0");
        publish(topic, 1, 3);

        assertThat(cursor(topic)).endsWith("-3");
    }

    @Test
    void givesAMemberAllThatItMissedAndGoesOnLive() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(10).create();
        publish(topic, 1, 8);
        Member member = join(topic, epoch(topic) + "-3");
        publish(topic, 9, 9);

        assertThat(member.pollTexts()).isEqualTo(texts(4, 9));
        publish(topic, 10, 10);
        assertThat(member.pollTexts()).isEqualTo(texts(10, 10));
    }

    @Test
    void givesAMemberThatMissedNothingNothing() {
        Topic<String> kept = Topic.of(Member.CHANNEL).history(10).create();
        Topic<String> notKept = Topic.create(Member.CHANNEL);
        for (Topic<String> topic : List.of(kept, notKept)) {
            publish(topic, 1, 3);

            assertThat(join(topic, cursor(topic)).pollRaw()).isEmpty();
        }
    }

    @Test
    void tellsOfAGapBeforeItGivesWhatIsLeft() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(3).create();
        publish(topic, 1, 10);
        String epoch = epoch(topic);

        List<String> events = join(topic, epoch + "-5").pollRaw();
        assertThat(events).first()
                .isEqualTo("event: sluice-gap\nid: " + epoch + "-7\ndata: {\"missed\":2}\n\n");
        assertThat(events).hasSize(4).element(1).isEqualTo("id: " + epoch + "-8\ndata: m8\n\n");
        assertThat(join(topic, epoch + "-7").pollTexts()).as("no gap").isEqualTo(texts(8, 10));
    }

    @Test
    void tellsOfAGapAlsoWhereNothingIsKept() {
        Topic<String> topic = Topic.create(Member.CHANNEL);
        publish(topic, 1, 10);

        assertThat(join(topic, epoch(topic) + "-5").pollRaw()).containsExactly(
                "event: sluice-gap\nid: " + epoch(topic) + "-10\ndata: {\"missed\":5}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-5", "garbage", "-", "x-", "EPOCH-11", "EPOCH-999999999999999999", "EPOCH--1",
        "EPOCH-99999999999999999999999999999", "EPOCH-1e0", "\u0000"})
    void takesACursorThatItNeverGaveForOneOfAnotherEpoch(String claimed) {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(3).create();
        publish(topic, 1, 10);
        Member member = join(topic, claimed.replace("EPOCH", epoch(topic)));

        assertThat(member.pollRaw()).hasSize(4).first().asString().contains("event: sluice-gap", "-7\n",
                "{\"missed\":null}");
    }

    @Test
    void feedsALongReplayPortionByPortionWhileItGoesOn() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(1_000).create();
        publish(topic, 1, 500);
        Member member = join(topic, epoch(topic) + "-0", SMALL);
        publish(topic, 501, 600);

        assertThat(member.stream().queued()).isLessThanOrEqualTo(10);
        assertThat(member.pollTexts()).isEqualTo(texts(1, 600));
        publish(topic, 601, 605);
        assertThat(member.pollTexts()).isEqualTo(texts(601, 605));
    }

    @Test
    void endsAMemberThatReplaysMoreSlowlyThanTheHistoryGoesOn() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
        publish(topic, 1, 100);
        Member member = join(topic, epoch(topic) + "-0", SMALL);
        publish(topic, 101, 150);

        assertThat(member.poll()).isEmpty();
        assertThat(member.stream().ended()).hasValueSatisfying(
                close -> assertThat(close.cause()).isEqualTo(Cause.BEHIND));
    }

    @Test
    void letsAMemberThatFallsBehindGoOnFromTheHistory() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
        Member member = join(topic, "", SMALL);
        publish(topic, 1, 100);

        assertThat(member.stream().queued()).isEqualTo(10);
        assertThat(member.pollTexts()).isEqualTo(texts(1, 100));
        publish(topic, 101, 209);
        assertThat(member.stream().isOpen()).as("10 wait and 99 are kept").isTrue();
        publish(topic, 210, 211);
        assertThat(member.stream().isOpen()).as("the first one behind the outbox is kept no more").isFalse();
    }

    @Test
    void tellsAMemberThatComesAgainNothingAnewAndRepeatsNothing() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
        publish(topic, 1, 5);
        Member member = Member.back(epoch(topic) + "-2", TransportConfig.defaults());
        topic.join(member.stream()).close();
        topic.join(member.stream());
        publish(topic, 6, 6);

        assertThat(member.pollRaw()).hasSize(4).noneMatch(event -> event.contains("sluice-gap"));
        assertThat(member.stream().queued()).isZero();
    }

    @Test
    void leavesNoFeedBehindAMemberThatLeavesWhileItFallsBehind() throws Exception {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).create();
        Member first = join(topic, "");
        Member leaving = new Member(SMALL);
        Topic.Seat seat = topic.join(leaving.stream());
        publish(topic, 1, 10);
        first.poll();
        Thread leaver = Thread.ofPlatform().unstarted(seat::close);
        // In the midst of a publication that the leaving member has no room for, and has not got yet.
        first.recorded.whenReady(() -> {
            leaver.start();
            await().until(() -> leaver.getState() == Thread.State.WAITING);
        });
        publish(topic, 11, 11);
        leaver.join();
        leaving.poll();

        assertThat(leaving.recorded.hasOutput()).isFalse();
    }

    @Test
    void countsWhatAMemberLosesThatMayLoseMessages() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(100).whenBehind(Overflow.dropOldest()).create();
        publish(topic, 1, 100);
        Member member = join(topic, epoch(topic) + "-0", SMALL);
        publish(topic, 101, 150);

        assertThat(member.pollTexts()).isEqualTo(texts(51, 150));
        assertThat(member.stream().dropped()).isEqualTo(50);
    }

    @Test
    void beginsWithTheNewestOfEachKey() {
        Topic<String> topic = Topic.of(Member.CHANNEL).whenBehind(Overflow.conflateBy(text -> text.charAt(0))).latest()
                .create();
        List.of("a1", "b1", "a2", "c1", "b2").forEach(topic::publish);
        Member member = join(topic, "");

        assertThat(member.pollTexts()).containsExactly("a2", "c1", "b2");
        topic.publish("a3");
        assertThat(member.pollTexts()).containsExactly("a3");
    }

    @Test
    void beginsWithTheNewestMessageWhereThereAreNoKeys() {
        Topic<String> topic = Topic.of(Member.CHANNEL).latest().create();
        publish(topic, 1, 3);
        Member member = join(topic, "", TransportConfig.builder().outboxMessages(1).build());

        assertThat(member.pollTexts()).isEqualTo(texts(3, 3));
        publish(topic, 4, 4);
        assertThat(member.pollTexts()).isEqualTo(texts(4, 4));
    }

    @Test
    void beginsWithMoreValuesThanFitTheOutboxEachInItsNewestForm() {
        Topic<String> topic = Topic.of(Member.CHANNEL)
                .whenBehind(Overflow.conflateBy(text -> text.substring(0, text.indexOf(':')))).latest().create();
        IntStream.range(0, 50).forEach(i -> topic.publish(i + ":old"));
        Member member = join(topic, "", SMALL);
        IntStream.range(10, 20).forEach(i -> topic.publish(i + ":new"));

        List<String> got = member.pollTexts();
        assertThat(got).hasSize(50).endsWith(IntStream.range(10, 20).mapToObj(i -> i + ":new").toArray(String[]::new));
        assertThat(got).doesNotContain("10:old").contains("0:old", "49:old");
        assertThat(member.stream().isOpen()).isTrue();
    }

    @Test
    void tellsOfAGapBeforeCurrentValues() {
        Topic<String> topic = Topic.of(Member.CHANNEL).whenBehind(Overflow.conflateBy(text -> text.charAt(0))).latest()
                .create();
        List.of("a1", "b1", "a2").forEach(topic::publish);

        assertThat(join(topic, epoch(topic) + "-1").pollRaw()).hasSize(3).first().asString().contains("sluice-gap");
        assertThat(join(topic, epoch(topic) + "-3").pollRaw()).isEmpty();
    }

    @Test
    void refusesAMessageWithoutAKeyWhereTheNewestOfEachIsKept() {
        Topic<String> topic = Topic.of(Member.CHANNEL).whenBehind(Overflow.conflateBy(text -> null)).latest().create();

        assertThatIllegalArgumentException().isThrownBy(() -> topic.publish("x")).withMessageContaining("no key");
    }

    @Test
    void forgetsMessagesThatAreTooOld() {
        Clock clock = new Clock();
        Topic<String> topic = Topic.of(Member.CHANNEL).historyAge(Duration.ofSeconds(10)).time(clock).create();
        publish(topic, 1, 2);
        clock.advance(Duration.ofSeconds(8));
        publish(topic, 3, 3);
        String epoch = epoch(topic);
        assertThat(join(topic, epoch + "-0").pollTexts()).isEqualTo(texts(1, 3));

        clock.advance(Duration.ofSeconds(3));
        assertThat(join(topic, epoch + "-0").pollRaw()).hasSize(2).first().asString().contains("{\"missed\":2}");
    }

    @Test
    void isKeptForItsKeyWhileItKeepsMessages() {
        Clock clock = new Clock();
        Topics<String, String> rooms = Topics
                .of(Topic.of(Member.CHANNEL).historyAge(Duration.ofSeconds(10)).time(clock));
        publish(rooms.get("a"), 1, 3);
        String epoch = epoch(rooms.get("a"));
        assertThat(rooms.size()).isZero();
        assertThat(join(rooms.get("a"), epoch + "-1").pollTexts()).isEqualTo(texts(2, 3));

        clock.advance(Duration.ofSeconds(11));
        rooms.get("b").publish("looks after a");
        assertThat(epoch(rooms.get("a"))).as("it has a member").isEqualTo(epoch);
    }

    @Test
    void goesWithItsMessagesIfNobodyIsThere() {
        Clock clock = new Clock();
        Topics<String, String> rooms = Topics
                .of(Topic.of(Member.CHANNEL).historyAge(Duration.ofSeconds(10)).time(clock));
        publish(rooms.get("a"), 1, 3);
        String epoch = epoch(rooms.get("a"));
        clock.advance(Duration.ofSeconds(11));
        rooms.get("b").publish("looks after a");

        assertThat(epoch(rooms.get("a"))).isNotEqualTo(epoch);
    }

    @Test
    void refusesToKeepMessagesOfEveryKeyForEver() {
        for (Topic.Builder<String> builder : List.of(Topic.of(Member.CHANNEL).history(5),
                Topic.of(Member.CHANNEL).latest())) {
            assertThatIllegalArgumentException().isThrownBy(() -> Topics.of(builder))
                    .withMessageContaining("historyAge");
        }
    }

    @Test
    void refusesLimitsOutOfRange() {
        Topic.Builder<String> builder = Topic.of(Member.CHANNEL);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.history(0)).withMessageContaining("is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.historyBytes(-1)).withMessageContaining("is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.historyAge(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.historyAge(Duration.ofDays(366)));
    }

    @Test
    void keepsSmallAndLongHistoriesAsTheyWereAskedFor() {
        Topic.Builder<String> builder = Topic.of(Member.CHANNEL);
        assertThat(builder.historyBytes(1)).isSameAs(builder);
        assertThat(builder.historyAge(Duration.ofDays(365))).isSameAs(builder);
        assertThat(builder.history(1)).isSameAs(builder);
    }

    @Test
    void beginsBehindTheNewestMessageWhenAllValuesAreTooOld() {
        Clock clock = new Clock();
        Topic<String> topic = Topic.of(Member.CHANNEL).latest().historyAge(Duration.ofSeconds(10)).time(clock).create();
        assertThat(cursor(topic)).endsWith("-0");
        publish(topic, 1, 3);
        clock.advance(Duration.ofSeconds(11));

        assertThat(cursor(topic)).endsWith("-3");
    }

    @Test
    void replaysAtOnceWhatLeavesAsMuchRoomAgainAndElseWhenAskedInPortions() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(1_000).create();
        publish(topic, 1, 200);
        assertThat(join(topic, epoch(topic) + "-195", SMALL).stream().queued()).isEqualTo(5);
        assertThat(join(topic, epoch(topic) + "-194", SMALL).stream().queued()).isZero();

        Member wide = join(topic, epoch(topic) + "-0", TransportConfig.builder().outboxMessages(300).build());
        assertThat(wide.stream().queued()).isZero();
        wide.recorded.pollOne();
        assertThat(wide.stream().queued()).as("of 64, less that one").isEqualTo(63);
    }

    @Test
    void replaysTwoTopicsToOneMemberThenIsLiveInBoth() throws Exception {
        Topic<String> one = Topic.of(Member.CHANNEL).history(100).create();
        Topic<String> other = Topic.of(Member.CHANNEL).history(100).create();
        Member member = Member.back("", SMALL);
        one.join(member.stream());
        other.join(member.stream());
        publish(one, 1, 50);
        publish(other, 51, 100);

        assertThat(member.pollTexts()).containsExactlyInAnyOrderElementsOf(texts(1, 100));
        assertThat(member.recorded.hasOutput()).isFalse();
        // Neither topic is left locked.
        CompletableFuture.runAsync(() -> publish(one, 101, 101)).get(5, TimeUnit.SECONDS);
        CompletableFuture.runAsync(() -> publish(other, 102, 102)).get(5, TimeUnit.SECONDS);
        assertThat(member.pollTexts()).isEqualTo(texts(101, 102));
    }

    @Test
    void letsAMemberGoOnFromAHistoryOfOneMessage() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(1).create();
        Member member = join(topic, "", SMALL);
        publish(topic, 1, 11);
        assertThat(member.stream().isOpen()).isTrue();
        assertThat(member.pollTexts()).isEqualTo(texts(1, 11));

        publish(topic, 12, 23);
        assertThat(member.stream().isOpen()).isFalse();
    }

    @Test
    void endsAMemberThatAMessageCouldNeverReachLiveOrReplayed() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(10).create();
        TransportConfig tiny = TransportConfig.builder().outboxBytes(60).build();
        Member live = join(topic, "", tiny);
        topic.publish("x".repeat(100));
        Member replayed = join(topic, epoch(topic) + "-0", tiny);

        for (Member member : List.of(live, replayed)) {
            assertThat(member.poll()).isEmpty();
            assertThat(member.stream().ended()).hasValueSatisfying(
                    close -> assertThat(close.cause()).isEqualTo(Cause.BEHIND));
        }
    }

    @Test
    void dropsFromAReplayWhatCouldNeverFitAndGoesOn() {
        Topic<String> topic = Topic.of(Member.CHANNEL).history(10).whenBehind(Overflow.dropNewest()).create();
        topic.publish("m1");
        topic.publish("x".repeat(100));
        topic.publish("m3");
        Member member = join(topic, epoch(topic) + "-0", TransportConfig.builder().outboxBytes(60).build());

        assertThat(member.pollTexts()).containsExactly("m1", "m3");
        assertThat(member.stream().dropped()).isEqualTo(1);
        assertThat(member.recorded.hasOutput()).isFalse();
    }

    @Test
    void replaysOneTopicAfterTheOtherAlsoWhereTheFirstEndsWithAPortion() {
        Topic<String> one = Topic.of(Member.CHANNEL).history(200).create();
        Topic<String> other = Topic.of(Member.CHANNEL).history(200).create();
        publish(one, 1, 64);
        Member member = join(one, epoch(one) + "-0", TransportConfig.builder().outboxMessages(100).build());
        other.join(member.stream());
        publish(other, 65, 214);

        assertThat(member.pollTexts()).containsExactlyInAnyOrderElementsOf(texts(1, 214));
    }
}
