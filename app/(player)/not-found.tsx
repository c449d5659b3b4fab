/** No public campaign or game here. */
export default function PlayerNotFound() {
  return (
    <main>
      <div className="stage">
        <h1>
          Nothing <em>here</em>
        </h1>
        <p className="sub">
          There is no open campaign at this address. Check the link, or ask who gave it to you.
        </p>
      </div>
    </main>
  );
}
