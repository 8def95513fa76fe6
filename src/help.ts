// What `musubi help` says.
import { AUDIT_HELP } from './audit.ts'

export const HELP = `musubi — 結び

  serve [--demo]                     サーバーを動かす（--demo: 空のときデモを入れ、入口のリンクを表示。埋め込みでは、いつも）
  match "言葉" [--ward 区] [--fact age=75-120]… [--answered who]… [--limit 数] [--json]
  match --file lines.txt [--ward 区] [--json]
  import FILE|DIR [--municipality コード]
  evaluate DIR [--learn 分割数] [--seed 数] [--json]   質問と正解のフォルダで、さがす力を測る
  train [市町村コード] [--seed 数]      この自治体の目録と終わった相談から学び、よくなれば使う
${AUDIT_HELP}
  admin "名前" MAIL                   市の管理者を一人つくり、入口のリンクを表示する（はじめの一人のため）
  demo --reset                       デモのデータを消して、入れなおす
  backup FILE [--key-file 鍵|--plain]   全部を一つのファイルに写す（--verify: ファイルを確かめるだけ）
  restore FILE [--key-file 鍵]        空のデータベースに戻す

環境変数: DATABASE_URL（なければ埋め込み）, DATA_DIR（./data）, PORT, BASE_URL, SMTP_URL, MAIL_FROM, MUNICIPALITY, SECRET, BACKUP_KEY`
